import { mcp3208Processor } from '../drivers/mcp3208/processor.ts'
import type { ProcessorFactory } from '../hardware/ports.ts'

/** Who takes in samples beside the sampling, by the name that a driver asks for. */
export const processors: Readonly<Record<string, ProcessorFactory>> = { mcp3208: mcp3208Processor }

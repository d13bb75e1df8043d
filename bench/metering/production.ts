import { z } from 'zod'
import type { ProcessorFactory } from '../../src/hardware/ports.ts'

const built = z.object({ mcp3208Processor: z.custom<ProcessorFactory>((value) => typeof value === 'function') })

/** The program's own processor, as it was built: what this benchmark itself is run by changes code a little. */
export async function builtProcessor(): Promise<ProcessorFactory> {
  const module: unknown = await import(new URL('../../dist/drivers/mcp3208/processor.js', import.meta.url).href)
  return built.parse(module).mcp3208Processor
}

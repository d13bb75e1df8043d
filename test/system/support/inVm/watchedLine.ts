import { linuxGpio } from '../../../../src/hardware/linux/gpio/linuxGpio.ts'
import { systemClock } from '../../../../src/runtime/clock.ts'
import { listedLog } from '../../../support/listedLog.ts'
import { gpioThread } from './builtThread.ts'

/** A line that this process holds, beside the program. */
export interface WatchedLine {
  /** When it rose, by the kernel's clock, µs. */
  readonly risesUs: readonly number[]
}

const gpio = linuxGpio(() => ({ backend: 'auto', chip: null }), systemClock(), listedLog().log, gpioThread)

/** Holds the line under the consumer's name until the signal, or until its chip is removed. */
export async function watchLine(pin: number, consumer: string, signal: AbortSignal): Promise<WatchedLine> {
  const { edges } = await gpio.input({ pin, bias: 'none', steadyUs: 0, consumer }, signal)
  const risesUs: number[] = []
  const watch = async () => {
    for await (const told of edges) risesUs.push(...told.edges.flatMap(({ level, atUs }) => (level === 1 ? [atUs] : [])))
  }
  watch().catch(() => undefined)
  return { risesUs }
}

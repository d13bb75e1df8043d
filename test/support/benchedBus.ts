import { simulatedSerialBus } from '../../src/hardware/simulated/serialBus.ts'
import { modbusBuses } from '../../src/protocols/modbus/buses.ts'
import { fakeClock } from './fakeClock.ts'
import { faultyLines } from './faultyLines.ts'
import { played } from './played.ts'
import { registerSlave } from './registerSlave.ts'

/** The bus of the benches below. */
export const port = '/dev/ttyUSB0'
export const characterMs = 10 / 9.6
/** A request for ten registers, its reply, and the silence between. */
export const readingMs = (8 + 25 + 3.5) * characterMs
/** The quiet that a line needs after it was opened and after damage. */
export const settleMs = 30

/** A bus with devices at the addresses 1 and 2, and one of those who ask. */
export function benchedBus(...addresses: number[]) {
  const clock = fakeClock()
  const asked: Uint8Array[] = []
  const bus = simulatedSerialBus(clock)
  for (const address of [1, 2, ...addresses]) bus.attach(port, registerSlave(address, asked))
  const lines = faultyLines(bus, clock)
  const buses = modbusBuses(lines, clock)
  const stop = new AbortController()
  const device = (address: number, name = port, signal = stop.signal) => buses.device(name, address, signal)
  const play = <T>(work: Promise<T>) => played(clock, work)
  async function took(work: Promise<unknown>): Promise<number> {
    const startMs = clock.monotonicMs()
    await play(work.catch(() => undefined))
    return clock.monotonicMs() - startMs
  }
  return { clock, asked, bus, lines, buses, stop, device, play, took }
}

import type { Clock } from '../runtime/clock.ts'
import type { SerialMode } from './ports.ts'

/** One start bit, the data bits, parity, stop bits: 10 bits for 8N1. */
const bitsPerCharacter = (mode: SerialMode): number => 1 + mode.dataBits + (mode.parity === 'none' ? 0 : 1) + mode.stopBits

/** What `bytes` characters take on the wire. */
export const wireMs = (mode: SerialMode, bytes: number): number => (bytes * bitsPerCharacter(mode) * 1000) / mode.baudRate

/**
 * The silence that ends a frame: 3.5 characters, 1.75 ms at the least
 * (Modbus over Serial Line V1.02, 2.5.1.1).
 */
export const frameSilenceMs = (mode: SerialMode): number => Math.max(wireMs(mode, 3.5), 1.75)

/** Sleeps until the monotonic clock shows `dueMs` or more, never less: a timer may fire a fraction of a millisecond early. */
export async function sleepUntil(clock: Clock, dueMs: number, signal?: AbortSignal): Promise<void> {
  for (let leftMs = dueMs - clock.monotonicMs(); leftMs > 0; leftMs = dueMs - clock.monotonicMs()) {
    await clock.sleep(leftMs, signal)
  }
}

import { sentence } from '../../entities/errors.ts'
import type { ByteLine, SerialMode } from '../../hardware/ports.ts'
import { frameSilenceMs, wireMs } from '../../hardware/wireTime.ts'
import type { Clock } from '../../runtime/clock.ts'
import { generalAddress } from './frame.ts'
import { judge, replyLength } from './framing.ts'
import { Garbled, LineError, Silence } from './modbus.ts'

/** Silence that ends whatever a failed exchange stirred up: adapters and networks hand bytes over in chunks this far apart. */
const settleMs = 30
/** How long a line may be noisy before a request on it is given up. */
const noisyMs = 500
/** More than any frame with noise around it: what a line full of noise may fill. */
const keptBytes = 512

/** What came was not its reply, or half of it: the reply itself may still be under way. */
export class Unreadable extends Garbled {}

/** An open line on which one request at a time is answered. Single use, as its line is. */
export interface Wire {
  /**
   * The reply may take `timeoutMs` from the end of the request to its first character, the adapter's and the network's delay included.
   * Rejects with Silence, Garbled, or LineError, which means that the line is done for.
   */
  exchange(request: Uint8Array, timeoutMs: number): Promise<Uint8Array>
  /** The line is done for, also where that happened while nobody asked. */
  isBroken(): boolean
  close(): Promise<void>
}

/** `clock` is the wire's, never sped up; `port` is named to the user. */
export function wireOn(line: ByteLine, port: string, mode: SerialMode, clock: Clock): Wire {
  let received: Uint8Array = new Uint8Array()
  let lastByteMs = clock.monotonicMs()
  let quietMs = settleMs
  let broken: LineError | null = null
  let nap = new AbortController()

  function breakWith(error: unknown): void {
    broken ??= new LineError(sentence(error ?? 'the line was closed'), { cause: error })
    nap.abort()
  }

  line.listen((bytes) => {
    received = Uint8Array.of(...received, ...bytes.subarray(-keptBytes)).subarray(-keptBytes)
    lastByteMs = Math.max(lastByteMs, clock.monotonicMs())
    nap.abort()
  })
  line.closed.then(breakWith, breakWith)

  /** Until the time, or until something has happened on the line. */
  async function wait(untilMs: number): Promise<void> {
    nap = new AbortController()
    if (!broken) await clock.sleep(untilMs - clock.monotonicMs(), nap.signal).catch(() => undefined)
    if (broken) throw broken
  }

  async function untilQuiet(): Promise<void> {
    const patienceMs = clock.monotonicMs() + noisyMs
    while (clock.monotonicMs() < lastByteMs + quietMs) {
      if (clock.monotonicMs() >= patienceMs) throw new Garbled(`${port} is never silent: it has noise or a second master`)
      await wait(lastByteMs + quietMs)
    }
  }

  const asked = ([address]: Uint8Array) => (address === generalAddress ? `the device on ${port}` : `address ${address} on ${port}`)

  const failure = (request: Uint8Array) =>
    received.length > 0 ? new Unreadable(`${asked(request)} gave no readable reply`) : new Silence(`${asked(request)} does not answer`)

  async function reply(request: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    const firstDueMs = lastByteMs + timeoutMs
    for (;;) {
      const verdict = judge(request, received)
      if (typeof verdict === 'object') return verdict.reply
      if (verdict === 'garbled') throw new Garbled(`${asked(request)} answered with a damaged frame`)
      const dueMs = firstDueMs + (received.length > 0 ? wireMs(mode, replyLength(request)) : 0)
      if (clock.monotonicMs() >= dueMs) throw failure(request)
      await wait(dueMs)
    }
  }

  async function exchange(request: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
    await untilQuiet()
    received = new Uint8Array()
    lastByteMs = clock.monotonicMs() + wireMs(mode, request.length)
    quietMs = settleMs
    line.write(request).catch(breakWith)
    const answer = await reply(request, timeoutMs)
    quietMs = frameSilenceMs(mode)
    return answer
  }

  return { exchange, isBroken: () => broken !== null, close: () => line.close() }
}

import { DeviceError } from '../../entities/errors.ts'
import type { ByteLines, SerialMode } from '../../hardware/ports.ts'
import { sleepUntil } from '../../hardware/wireTime.ts'
import type { Clock } from '../../runtime/clock.ts'
import { abortable } from './abortable.ts'
import { lateReplies } from './lateReplies.ts'
import { Garbled, LineError, Silence } from './modbus.ts'
import { Unreadable, type Wire, wireOn } from './wire.ts'

/** How long after its time a reply may still come; a poll each second is not held up by it. */
const lateMs = 750
/** A line on which nobody has answered for so long is opened anew: an adapter that was unplugged may never say so. */
const deafMs = 5_000

/** Who asks, and how. */
interface Asking {
  /** The name by which the bus is opened, and told to the user. */
  port: string
  timeoutMs: number
  signal: AbortSignal
}

/** One bus, whatever its port is called: opened by the first request, and again by the first one after it broke. */
export interface Bus {
  /** Waits its turn. Rejects with Silence, Garbled or LineError, or with the signal's reason as soon as that is aborted. */
  exchange(request: Uint8Array, asking: Asking): Promise<Uint8Array>
  /** Resolves when the port is free; an exchange under way fails. The next one opens the port again. */
  close(): Promise<void>
}

export function modbusBus(lines: ByteLines, mode: SerialMode, clock: Clock): Bus {
  const late = lateReplies()
  let lastTurn: Promise<unknown> = Promise.resolve()
  let wire: Wire | null = null
  let closing: Promise<void> = Promise.resolve()
  let closes = 0
  let lastBreak: LineError | null = null
  let deafSinceMs: number | null = null

  function drop(): void {
    closing = wire?.close() ?? closing
    wire = null
    deafSinceMs = null
  }

  async function openWire(port: string): Promise<Wire> {
    const closesBefore = closes
    await closing
    const line = await lines.open(port, mode).catch((error: unknown) => {
      throw error instanceof DeviceError ? new LineError(error.message, { cause: error }) : error
    })
    if (closes === closesBefore) return (wire = wireOn(line, port, mode, clock))
    await line.close()
    throw new LineError(`${port} was closed while it was opened`)
  }

  function learnFrom(error: unknown, address: number, startedMs: number): void {
    const nowMs = clock.monotonicMs()
    if (error instanceof Silence || error instanceof Unreadable) late.expect(address, nowMs + lateMs)
    if (error instanceof Silence) deafSinceMs ??= startedMs
    else deafSinceMs = null
    if (error instanceof LineError) lastBreak = error
    const isDeaf = deafSinceMs !== null && nowMs - deafSinceMs >= deafMs
    if (isDeaf || !(error instanceof Silence || error instanceof Garbled)) drop()
  }

  /** Null where the address must not be asked yet, after the failure of another request to it. */
  async function converse(request: Uint8Array, address: number, { port, timeoutMs }: Asking): Promise<Uint8Array | null> {
    const [startedMs, closesBefore] = [clock.monotonicMs(), closes]
    if (startedMs < late.overMs(address)) return null
    if (wire?.isBroken()) drop()
    try {
      const reply = await (wire ?? (await openWire(port))).exchange(request, timeoutMs)
      deafSinceMs = null
      return reply
    } catch (error) {
      // Whoever opens the port next has not failed, but may still hear the reply.
      if (closes !== closesBefore) late.expect(address, clock.monotonicMs() + lateMs)
      else learnFrom(error, address, startedMs)
      throw error
    }
  }

  /** One after the other; what waits when the line breaks fails with it. */
  function inTurn<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const breakBefore = lastBreak
    const turn = lastTurn.then(() => {
      signal.throwIfAborted()
      if (lastBreak !== null && lastBreak !== breakBefore) throw lastBreak
      return task()
    })
    lastTurn = turn.catch(() => undefined)
    return turn
  }

  async function exchange(request: Uint8Array, asking: Asking): Promise<Uint8Array> {
    const { signal } = asking
    const address = request[0] ?? 0
    for (;;) {
      await sleepUntil(clock, late.overMs(address), signal)
      const reply = await abortable(
        inTurn(() => converse(request, address, asking), signal),
        signal,
      )
      if (reply) return reply
    }
  }

  function close(): Promise<void> {
    closes++
    drop()
    return closing
  }

  return { exchange, close }
}

import { DeviceError } from '../../entities/errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import { ending } from '../ending.ts'
import type { ByteLine, SerialMode } from '../ports.ts'
import { frameSilenceMs, sleepUntil, wireMs } from '../wireTime.ts'
import type { Slave } from './slave.ts'

interface Bus {
  port: string
  /** Whoever is attached at the moment of a request. */
  slaves: ReadonlySet<Slave>
  mode: SerialMode
  clock: Clock
  released: () => void
}

/**
 * The wire as seen by its master, in true times: every character takes its bits, a request is whole after the silence
 * that ends a frame, a reply follows, and is handed over when its last character has arrived.
 *
 *     master  ########                              ########
 *     slaves              #########################
 *             |request|3.5|         reply          |3.5|
 *
 * Characters without that silence in front join the frame before them, whoever sent it: nobody understands the whole.
 */
export function simulatedLine({ port, slaves, mode, clock, released }: Bus): ByteLine {
  const silenceMs = frameSilenceMs(mode)
  const { closed, signal, end } = ending()
  let listener: ((bytes: Uint8Array) => void) | null = null
  let frame: Uint8Array = new Uint8Array()
  let busyUntilMs = Number.NEGATIVE_INFINITY

  /** Puts characters on the wire; resolves with false where others followed before the frame had ended or had been heard. */
  async function transmit(bytes: Uint8Array, startMs: number, silenceAfterMs: number): Promise<boolean> {
    const own = startMs < busyUntilMs + silenceMs ? joined(frame, bytes) : bytes
    frame = own
    busyUntilMs = Math.max(startMs, busyUntilMs) + wireMs(mode, bytes.length)
    await sleepUntil(clock, busyUntilMs + silenceAfterMs, signal)
    return frame === own
  }

  async function converse(bytes: Uint8Array): Promise<void> {
    if (!(await transmit(bytes, clock.monotonicMs(), silenceMs))) return
    const reply = together([...slaves].map((slave) => slave.answer(frame)).filter((answer) => answer !== null))
    if (reply && (await transmit(reply, busyUntilMs + silenceMs, 0))) listener?.(reply)
  }

  const release = (error: Error | null) => void (end(error) && released())

  return {
    closed,
    listen: (next) => void (listener = next),
    close: async () => release(null),
    write: async (bytes) => {
      if (signal.aborted) throw new DeviceError(`the simulated port ${port} is closed`)
      converse(bytes.slice()).catch(release)
    },
  }
}

/** Two that answer at once (the same address twice) pull the same wire: a 0 of either is a 0. */
function together(replies: Uint8Array[]): Uint8Array | null {
  const longest = replies.toSorted((a, b) => b.length - a.length)[0]
  return longest?.map((byte, at) => replies.reduce((level, reply) => level & (reply[at] ?? 0xff), byte)) ?? null
}

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => Uint8Array.of(...first, ...second)

import { setMaxListeners } from 'node:events'
import { DeviceError } from '../../src/entities/errors.ts'
import { ending } from '../../src/hardware/ending.ts'
import type { ByteLine, ByteLines } from '../../src/hardware/ports.ts'
import type { Clock } from '../../src/runtime/clock.ts'

/** What the master hears instead of something that was sent to it: pieces, each so long after that. */
export type Fault = (bytes: Uint8Array) => { afterMs: number; bytes: Uint8Array }[]

export const noFault: Fault = (bytes) => [{ afterMs: 0, bytes }]
export const lost: Fault = () => []
export const late = (afterMs: number) => (bytes: Uint8Array) => [{ afterMs, bytes }]
export const cut = (length: number) => (bytes: Uint8Array) => [{ afterMs: 0, bytes: bytes.subarray(0, length) }]
export const preceded = (noise: Uint8Array) => (bytes: Uint8Array) => [{ afterMs: 0, bytes: Uint8Array.of(...noise, ...bytes) }]
export const followed = (noise: Uint8Array) => (bytes: Uint8Array) => [{ afterMs: 0, bytes: Uint8Array.of(...bytes, ...noise) }]
export const replaced = (other: Uint8Array) => () => [{ afterMs: 0, bytes: other }]
export const flipped = (bit: number) => (bytes: Uint8Array) => [{ afterMs: 0, bytes: withBitFlipped(bytes, bit) }]
export const inPieces = (size: number, everyMs: number) => (bytes: Uint8Array) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => ({
    afterMs: at * everyMs,
    bytes: bytes.subarray(at * size, (at + 1) * size),
  }))

export const withBitFlipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, at) => (at === (bit >> 3) % bytes.length ? byte ^ (1 << (bit & 7)) : byte))

export interface FaultyLines extends ByteLines {
  /** Befalls all that arrives from now on. */
  fault: Fault
  /** How long opening and closing a port take. */
  openMs: number
  closeMs: number
  /** Takes the adapter out; open lines are told so, or not, as happens with serialport at times. */
  unplug(told: boolean): void
  /** Puts it in again. */
  plugIn(): void
  /** Leads a name to another port from now on. */
  link(name: string, port: string): void
  /** The ports that were opened, in order, and how many of them are open now. */
  readonly opened: string[]
  openCount(): number
}

/** Lines on which things go wrong when a test says so. */
export function faultyLines(lines: ByteLines, clock: Clock): FaultyLines {
  const links = new Map<string, string>()
  const open = new Map<ByteLine, (error: Error | null) => boolean>()
  let plugged = true

  function portOf(name: string): string {
    if (!plugged) throw new DeviceError(`there is no port ${name}`)
    return links.get(name) ?? name
  }

  function faultyLine(line: ByteLine): ByteLine {
    const { closed, signal, end } = ending()
    setMaxListeners(0, signal)
    const wrapped: ByteLine = {
      closed,
      write: async (bytes) => {
        if (signal.aborted) throw new DeviceError('the line is closed')
        if (open.has(wrapped)) await line.write(bytes)
      },
      listen: (listener) =>
        line.listen((whole) => {
          for (const { afterMs, bytes } of faulty.fault(whole)) {
            const hear = () => open.has(wrapped) && listener(bytes)
            if (afterMs === 0) hear()
            else void clock.sleep(afterMs, signal).then(hear, () => undefined)
          }
        }),
      close: async () => {
        open.delete(wrapped)
        await clock.sleep(faulty.closeMs)
        await line.close()
        end(null)
      },
    }
    open.set(wrapped, end)
    return wrapped
  }

  const faulty: FaultyLines = {
    fault: noFault,
    openMs: 0,
    closeMs: 0,
    opened: [],
    openCount: () => open.size,
    link: (name, port) => void links.set(name, port),
    plugIn: () => void (plugged = true),
    unplug: (told) => {
      plugged = false
      if (told) for (const end of open.values()) end(new DeviceError('the adapter was unplugged'))
      open.clear()
    },
    identify: async (name) => lines.identify(portOf(name)),
    open: async (name, mode) => {
      const port = portOf(name)
      faulty.opened.push(port)
      await clock.sleep(faulty.openMs)
      return faultyLine(await lines.open(port, mode))
    },
  }
  return faulty
}

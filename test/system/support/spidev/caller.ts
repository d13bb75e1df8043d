import type { Socket } from 'node:net'
import { monotonicUs } from './modelTime.ts'

/**
 * A program's open file, as umockdev's preload library shows it on a socket (its libumockdev-preload.c, remote_emulate): the program sends what
 * ioctl it calls and waits; we read and write its memory, in as many steps as we like, and say with what the call returns. Every message is three
 * 64-bit words. The memory that is asked for follows bare, in the order of the questions.
 *
 *   program: 1 request address ->        -> 5 address bytes     -> 6 address bytes, memory    -> 3 result errno
 *                                  memory <-
 */
export interface Caller {
  /** The next ioctl; null when the file has been closed. */
  request(): Promise<IoctlCall | null>
  /** What stands at these places of the program's memory. */
  read(places: readonly Place[]): Promise<readonly Uint8Array[]>
  /** Puts memory in its place and makes the call return, when `due` resolves. */
  reply(result: number, errorNumber: number, changes: readonly Change[], due: () => void | Promise<void>): Promise<void>
}

export interface IoctlCall {
  /** False: the program used read(2) or write(2). */
  readonly isIoctl: boolean
  readonly request: number
  readonly address: number
  readonly receivedUs: number
}

interface Place {
  readonly address: number
  readonly bytes: number
}

export interface Change {
  readonly address: number
  readonly memory: Uint8Array
}

const messageBytes = 24
const pageBytes = 4096
const [ioctl, done, readMemory, writeMemory] = [1, 3, 5, 6]

export function callerOn(socket: Socket): Caller {
  const take = inboxOf(socket)
  return {
    async request() {
      const message = await take(messageBytes)
      if (message === null) return null
      const receivedUs = monotonicUs()
      const [kind, request, address] = [message.readBigUInt64LE(0), message.readBigUInt64LE(8), message.readBigUInt64LE(16)]
      return { isIoctl: Number(kind) === ioctl, request: Number(BigInt.asUintN(32, request)), address: Number(address), receivedUs }
    },
    async read(places) {
      const spans = joined(places)
      socket.write(Buffer.concat(spans.map(({ address, bytes }) => messageOf(readMemory, address, bytes))))
      const memory: (Span & { readonly content: Uint8Array })[] = []
      for (const span of spans) memory.push({ ...span, content: (await take(span.bytes)) ?? Buffer.alloc(span.bytes) })
      return memory.flatMap((span) =>
        span.places.map(({ address, bytes }) => span.content.subarray(address - span.address, address - span.address + bytes)),
      )
    },
    async reply(result, errorNumber, changes, due) {
      const parts = changes.flatMap(({ address, memory }) => [messageOf(writeMemory, address, memory.length), memory])
      const reply = Buffer.concat([...parts, messageOf(done, result, errorNumber)])
      await due()
      socket.write(reply)
    },
  }
}

const messageOf = (kind: number, first: number, second: number): Buffer => {
  const message = Buffer.allocUnsafe(messageBytes)
  message.writeBigUInt64LE(BigInt(kind), 0)
  message.writeBigInt64LE(BigInt(first), 8)
  message.writeBigInt64LE(BigInt(second), 16)
  return message
}

interface Span extends Place {
  readonly places: readonly Place[]
}

/** Places that follow each other on one page of memory are read as one: what lies between them can be read as well, and each reading costs. */
function joined(places: readonly Place[]): Span[] {
  const spans: Span[] = []
  for (const place of places) {
    const last = spans.at(-1)
    const end = place.address + place.bytes
    const joins =
      last !== undefined &&
      place.address >= last.address + last.bytes &&
      Math.floor(last.address / pageBytes) === Math.floor((end - 1) / pageBytes)
    if (joins) spans[spans.length - 1] = { ...last, bytes: end - last.address, places: [...last.places, place] }
    else spans.push({ ...place, places: [place] })
  }
  return spans
}

/** Hands out what arrives, so many bytes at a time, to one taker; null once the socket has ended before them. */
function inboxOf(socket: Socket): (bytes: number) => Promise<Buffer | null> {
  let arrived: Buffer = Buffer.alloc(0)
  let [wantedBytes, ended] = [0, false]
  let give: ((bytes: Buffer | null) => void) | null = null
  const serve = (): void => {
    if (give === null || (arrived.length < wantedBytes && !ended)) return
    const taker = give
    give = null
    if (arrived.length < wantedBytes) return taker(null)
    const taken = arrived.subarray(0, wantedBytes)
    arrived = arrived.subarray(wantedBytes)
    taker(taken)
  }
  socket.on('data', (chunk: Buffer) => {
    arrived = arrived.length === 0 ? chunk : Buffer.concat([arrived, chunk])
    serve()
  })
  // A program that was killed in the middle of a call has ended too.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    ended = true
    serve()
  })
  return (bytes) =>
    new Promise((resolve) => {
      wantedBytes = bytes
      give = resolve
      serve()
    })
}

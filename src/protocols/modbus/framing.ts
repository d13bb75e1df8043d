import { generalAddress, isIntact } from './frame.ts'

/** What has come since a request: its reply, the beginning of one perhaps, or surely none. */
export type Verdict = { reply: Uint8Array } | 'more' | 'garbled'

/** How a reply to a request begins and how long it is. */
interface Shape {
  /** False where these bytes cannot be its first ones. */
  begins(bytes: Uint8Array): boolean
  length: number
}

const exceptionLength = 5
const shortestFrame = 4
const writeRegister = 0x06
const firstCustomFunction = 0x41

/** The longest that a reply to this request can be, in bytes. */
export const replyLength = (request: Uint8Array): number => Math.max(normalLength(request), exceptionLength)

/**
 * Looks for the reply to `request` in all that has come since. Adapters put noise around a frame when the line turns
 * round, and some repeat the request: what cannot begin the reply is passed over. A frame is only ever accepted whole,
 * with its address, function, length and checksum right, and with no other frame behind it: whose reply that were
 * could not be told.
 */
export function judge(request: Uint8Array, received: Uint8Array): Verdict {
  const shapes = [normalReply(request), exceptionReply(request)]
  let [open, damaged] = [false, false]
  for (let start = 0; start < received.length; start++) {
    const rest = received.subarray(start)
    const shape = shapes.find((candidate) => candidate.begins(rest))
    if (!shape) continue
    const reply = rest.subarray(0, shape.length)
    if (reply.length < shape.length) open = true
    else if (!isIntact(reply)) damaged = true
    else return rest.length - reply.length < shortestFrame ? { reply } : 'garbled'
  }
  return damaged && !open ? 'garbled' : 'more'
}

function normalLength(request: Uint8Array): number {
  if (isEcho(request)) return request.length
  return 5 + 2 * registerCount(request)
}

/** Writing a register and the functions of a maker's own are answered by their echo. */
const isEcho = ([, code = 0]: Uint8Array): boolean => code === writeRegister || code >= firstCustomFunction

/** Both bytes of the count: a reply to more than 125 registers does not exist, and is not found. */
const registerCount = ([, , , , high = 0, low = 0]: Uint8Array): number => (high << 8) | low

function normalReply(request: Uint8Array): Shape {
  const head = isEcho(request) ? request.subarray(1, -2) : [request[1], 2 * registerCount(request)]
  return { length: normalLength(request), begins: (bytes) => isFrom(request, bytes) && startsWith(bytes.subarray(1), head) }
}

function exceptionReply(request: Uint8Array): Shape {
  const head = [(request[1] ?? 0) | 0x80]
  return { length: exceptionLength, begins: (bytes) => isFrom(request, bytes) && startsWith(bytes.subarray(1), head) }
}

const isFrom = ([asked]: Uint8Array, [answering]: Uint8Array): boolean => asked === generalAddress || answering === asked

/** True also where `bytes` end before `head` does. */
const startsWith = (bytes: Uint8Array, head: ArrayLike<number | undefined>): boolean =>
  bytes.subarray(0, head.length).every((byte, at) => byte === head[at])

import { z } from 'zod'
import type { ErrorName } from './kernelError.ts'
import type { Clocked } from './bus.ts'
import type { Transfer } from './transfer.ts'

/** A message's form. Where its transfers differ, `VALUE*TIMES` in their order: `true*31 false*1`. */
const shape = z.strictObject({
  mode: z.number(),
  bitsPerWord: z.number(),
  /** What the program set for the whole device. */
  maxSpeedHz: z.number(),
  speedHz: z.string(),
  bytes: z.string(),
  delayUs: z.string(),
  chipSelectChange: z.string(),
  /** How many messages had this form. */
  messages: z.number(),
})

/** What a device has seen since it was last told to forget. */
export const seenSchema = z.strictObject({
  opened: z.number(),
  /** Messages that succeeded, and how often chip select fell in them. */
  messages: z.number(),
  conversions: z.number(),
  /** How often an ioctl failed with what. */
  errors: z.record(z.string(), z.number()),
  shapes: z.array(shape),
  /** How often which bytes were sent, in hexadecimal. */
  frames: z.record(z.string(), z.number()),
  /** From the end of each message's ioctl to the beginning of the next one's, CLOCK_MONOTONIC. */
  gapsUs: z.array(z.number()),
  /** How much longer each message's ioctl took than its clocks: the emulation's own inaccuracy, part of no gap. */
  latenessUs: z.array(z.number()),
})

export type Seen = z.infer<typeof seenSchema>
type Shape = Omit<Seen['shapes'][number], 'messages'>

/** The least that stays of a long run: the last ones. */
const keptTimes = 100_000
const keptFrames = 1_000

export interface Recorder {
  opened(): void
  failed(error: ErrorName): void
  /** A message, called for at `receivedUs`, that returned at `repliedUs`. */
  message(settings: Settings, transfers: readonly Transfer[], sent: readonly Uint8Array[], clocked: Clocked, times: Times): void
  seen(): Seen
  forget(): void
}

type Settings = Pick<Shape, 'mode' | 'bitsPerWord' | 'maxSpeedHz'>

interface Times {
  readonly receivedUs: number
  readonly repliedUs: number
}

export function recorder(): Recorder {
  let record = nothing()
  let lastRepliedUs: number | null = null
  const shapes = new Map<string, Seen['shapes'][number]>()
  return {
    opened: () => void record.opened++,
    failed: (error) => count(record.errors, error),
    message(settings, transfers, sent, clocked, { receivedUs, repliedUs }) {
      record.messages++
      record.conversions += clocked.selections
      for (const frame of sent) countFrame(record.frames, frame)
      countShape(shapes, { ...settings, ...shapeOf(transfers) })
      if (lastRepliedUs !== null) keep(record.gapsUs, receivedUs - lastRepliedUs)
      keep(record.latenessUs, repliedUs - clocked.endUs)
      lastRepliedUs = repliedUs
    },
    seen: () => ({
      ...record,
      shapes: [...shapes.values()],
      gapsUs: record.gapsUs.slice(-keptTimes),
      latenessUs: record.latenessUs.slice(-keptTimes),
    }),
    forget() {
      record = nothing()
      lastRepliedUs = null
      shapes.clear()
    },
  }
}

const nothing = (): Omit<Seen, 'shapes'> => ({
  opened: 0,
  messages: 0,
  conversions: 0,
  errors: {},
  frames: {},
  gapsUs: [],
  latenessUs: [],
})

const shapeOf = (transfers: readonly Transfer[]): Omit<Shape, keyof Settings> => ({
  speedHz: runs(transfers.map((transfer) => transfer.speedHz)),
  bytes: runs(transfers.map((transfer) => transfer.bytes)),
  delayUs: runs(transfers.map((transfer) => transfer.delayUs)),
  chipSelectChange: runs(transfers.map((transfer) => transfer.chipSelectChange)),
})

function runs(values: readonly (number | boolean)[]): string {
  const words: string[] = []
  for (let begin = 0, at = 1; at <= values.length; at++) {
    if (at < values.length && values[at] === values[begin]) continue
    words.push(`${values[begin]}*${at - begin}`)
    begin = at
  }
  return words.join(' ')
}

function countShape(shapes: Map<string, Seen['shapes'][number]>, found: Shape): void {
  const key = JSON.stringify(found)
  shapes.set(key, { ...found, messages: (shapes.get(key)?.messages ?? 0) + 1 })
}

function countFrame(frames: Record<string, number>, frame: Uint8Array): void {
  const text = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('hex')
  if (text in frames || Object.keys(frames).length < keptFrames) count(frames, text)
}

const count = (counts: Record<string, number>, key: string): void => void (counts[key] = (counts[key] ?? 0) + 1)

/** Cut back seldom, as cutting costs. */
function keep(times: number[], timeUs: number): void {
  times.push(timeUs)
  if (times.length > 2 * keptTimes) times.splice(0, keptTimes)
}

import { z } from 'zod'
import { hex } from '../support/modbusFrames.ts'

/** A request and all bytes that came until the next one. */
export interface Exchange {
  readonly request: Uint8Array
  readonly received: Uint8Array
}

const header = z.object({ version: z.literal(1), started: z.iso.datetime() })
const bytes = z
  .string()
  .regex(/^([0-9a-f]{2})+$/)
  .transform((text) => hex(text.replaceAll(/../g, '$& ')))
const chunk = z.union([
  z.strictObject({ ms: z.number(), port: z.string(), '>': bytes }),
  z.strictObject({ ms: z.number(), port: z.string(), '<': bytes }),
])

/** Reads the lines that `recordedLines` writes. */
export function readRecording(text: string): Exchange[] {
  const [first, ...rest] = text.trim().split('\n')
  header.parse(JSON.parse(first ?? ''))
  const exchanges: Exchange[] = []
  for (const line of rest) {
    const entry = chunk.parse(JSON.parse(line))
    const last = exchanges.at(-1)
    if ('>' in entry) exchanges.push({ request: entry['>'], received: new Uint8Array() })
    else if (last) exchanges.splice(-1, 1, { ...last, received: Uint8Array.of(...last.received, ...entry['<']) })
  }
  return exchanges
}

import { z } from 'zod'
import { DeviceError } from '../../src/entities/errors.ts'
import { ending } from '../../src/hardware/ending.ts'
import type { ByteLine, ByteLines } from '../../src/hardware/ports.ts'
import type { Clock } from '../../src/runtime/clock.ts'

const headerSchema = z.object({ version: z.literal(1) })
const hex = z.string().regex(/^([0-9a-f]{2})+$/)
const chunkSchema = z.object({ ms: z.number(), port: z.string(), '>': hex.optional(), '<': hex.optional() })
type Chunk = z.infer<typeof chunkSchema>

/**
 * A recording answered again: a request is looked for from where the last one was found, and gets what came after it, with the recorded delays.
 * A request that was not recorded gets silence.
 */
export function replayedLines(recording: string, clock: Clock): ByteLines {
  const [header = '', ...rest] = recording.trim().split('\n')
  headerSchema.parse(JSON.parse(header))
  const chunks = rest.map((line) => chunkSchema.parse(JSON.parse(line)))
  const next = new Map(chunks.map(({ port }) => [port, 0]))

  /** The chunks that came after this request and before the next one. */
  function answers(port: string, request: string): { sentMs: number; replies: Chunk[] } | null {
    const talk = chunks.filter((chunk) => chunk.port === port)
    const at = talk.findIndex((chunk, index) => index >= (next.get(port) ?? 0) && chunk['>'] === request)
    const sent = talk[at]
    if (!sent) return null
    const end = talk.findIndex((chunk, index) => index > at && chunk['>'] !== undefined)
    next.set(port, at + 1)
    return { sentMs: sent.ms, replies: talk.slice(at + 1, end < 0 ? undefined : end) }
  }

  async function identify(port: string): Promise<string> {
    if (!next.has(port)) throw new DeviceError(`the recording has no port ${port}`)
    return port
  }

  async function open(port: string): Promise<ByteLine> {
    const { closed, signal, end } = ending()
    let listener: ((bytes: Uint8Array) => void) | null = null
    async function replay(request: string): Promise<void> {
      const startMs = clock.monotonicMs()
      const found = answers(port, request)
      for (const chunk of found?.replies ?? []) {
        await clock.sleep(startMs + chunk.ms - (found?.sentMs ?? 0) - clock.monotonicMs(), signal)
        listener?.(Buffer.from(chunk['<'] ?? '', 'hex'))
      }
    }
    return {
      closed,
      close: async () => void end(null),
      listen: (heard) => void (listener = heard),
      write: async (bytes) => void replay(Buffer.from(bytes).toString('hex')).catch(end),
    }
  }

  return { identify, open }
}

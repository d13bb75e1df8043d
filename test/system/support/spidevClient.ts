import { join } from 'node:path'
import { z } from 'zod'
import { type Child, startChild } from './childProcess.ts'
import { waitFor } from './waitFor.ts'

const script = join(import.meta.dirname, 'spidevClient.mjs')

const transferred = z.object({
  /** Around the call, microseconds of CLOCK_MONOTONIC. */
  beganUs: z.number(),
  endedUs: z.number(),
  received: z.array(z.array(z.number())),
})
const streamed = z.object({ conversions: z.number(), seconds: z.number(), mean: z.number() })

interface Chip {
  readonly bus: number
  readonly device: number
}

export interface SpidevClient {
  /** Rejects, as every other method, with the code of what failed: ENOENT. `options` are spi-device's own. */
  open(chip: Chip, options?: Readonly<Record<string, unknown>>): Promise<void>
  close(chip: Chip): Promise<void>
  /** One message of a transfer a frame. Chip select changes after each but the last, unless said otherwise. */
  transfer(chip: Chip, frames: readonly (readonly number[])[], change?: readonly boolean[]): Promise<z.infer<typeof transferred>>
  /** Samples all channels in turn, as fast as it goes. `underWay`: how many messages are handed to spi-device at once. */
  stream(
    chip: Chip,
    how: { readonly batch: number; readonly underWay: number; readonly seconds: number },
  ): Promise<z.infer<typeof streamed>>
  /** The text of a file. */
  read(path: string): Promise<string>
  /** Sends itself a message through a broker and returns it. */
  mqtt(url: string): Promise<string>
  stop(): Promise<void>
}

/** A program of its own that uses the real spi-device. */
export function startSpidevClient(env: Readonly<Record<string, string>>): SpidevClient {
  const child = startChild(process.execPath, [script], env)
  const answers: string[] = []
  child.onLine((line) => void answers.push(line))
  const tell = async (command: Readonly<Record<string, unknown>>): Promise<unknown> => {
    child.writeLine(JSON.stringify(command))
    return nextAnswer(child, answers)
  }
  return {
    open: async (chip, options) => void (await tell({ do: 'open', ...chip, options })),
    close: async (chip) => void (await tell({ do: 'close', ...chip })),
    transfer: async (chip, frames, change) => transferred.parse(await tell({ do: 'transfer', ...chip, frames, change })),
    stream: async (chip, how) => streamed.parse(await tell({ do: 'stream', ...chip, ...how })),
    read: async (path) => z.object({ text: z.string() }).parse(await tell({ do: 'read', path })).text,
    mqtt: async (url) => z.object({ text: z.string() }).parse(await tell({ do: 'mqtt', url })).text,
    stop: () => child.end('SIGKILL', 1_000),
  }
}

const answer = z.discriminatedUnion('ok', [z.looseObject({ ok: z.literal(true) }), z.object({ ok: z.literal(false), code: z.string() })])

async function nextAnswer(child: Child, answers: string[]): Promise<unknown> {
  const line = await waitFor(() => answers.shift() ?? !child.isRunning(), 'the SPI client to answer', 60_000)
  if (line === true) throw new Error(`the SPI client has ended:\n${child.output()}`)
  const parsed = answer.parse(JSON.parse(line))
  if (!parsed.ok) throw new Error(parsed.code)
  return parsed
}

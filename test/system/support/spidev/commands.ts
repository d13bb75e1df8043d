import { z } from 'zod'
import { chipSchema } from './mcp3208.ts'

/** The server's command line: one argument, JSON. */
export const startSchema = z.strictObject({
  folder: z.string(),
  /** All on one bus. */
  devices: z.array(z.string()),
  options: z.strictObject({ bufsiz: z.int(), alignmentBytes: z.int(), chipSelectUs: z.number() }),
})
export type Start = z.infer<typeof startSchema>

/** What the test tells the server, a line of JSON each on its standard input. Each is answered by one line, in order. */
export const commandSchema = z.discriminatedUnion('do', [
  /** Channels that are not named stay as they are. */
  z.strictObject({ do: z.literal('set'), device: z.string(), chip: chipSchema.partial() }),
  z.strictObject({ do: z.literal('seen'), device: z.string() }),
  z.strictObject({ do: z.literal('forget'), device: z.string() }),
  z.strictObject({ do: z.literal('unplug'), device: z.string(), error: z.enum(['ENODEV', 'ESHUTDOWN']) }),
  z.strictObject({ do: z.literal('plug'), device: z.string() }),
])
export type Command = z.input<typeof commandSchema>

export const answerSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: z.string() }),
])
export type Answer = z.infer<typeof answerSchema>

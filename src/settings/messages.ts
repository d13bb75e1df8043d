import { z } from 'zod'
import { allowedText, keysOf, schemaAt, takesMap, type JsonSchema } from './allowed.ts'
import { didYouMean } from './didYouMean.ts'
import { allowedIs, found, foundKind } from './found.ts'
import { isRecord } from './isRecord.ts'
import type { Flaw, Path } from './path.ts'

/** Where the checked value stands, and what the sentences need to know beside it. */
export interface Context {
  at: Path
  /** The environment variable that the value at a path of the file came from. */
  variable: (path: Path) => string | undefined
  /** Keys that stand beside those of the schema and are checked elsewhere. */
  alsoKnown?: readonly string[]
}

export type Checked<T> = { ok: true; value: T } | { ok: false; flaws: Flaw[] }

/**
 * Checks a value against its schema and makes one sentence of each mistake. What is allowed is read from the schema; the message of a
 * refinement, or the `error` of a schema, is instead what completes "allowed is …".
 */
export function check<T>(schema: z.ZodType<T>, input: unknown, context: Context): Checked<T> {
  const result = schema.safeParse(input, { error: () => '' })
  if (result.success) return { ok: true, value: result.data }
  const json = inputSchema(schema)
  return { ok: false, flaws: result.error.issues.flatMap((issue) => flawsOf(issue, input, json, context)) }
}

/** The JSON Schema of what users write, without the name of the dialect. Made once a schema. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  const made = inputSchemas.get(schema)
  if (made) return made
  const json: JsonSchema = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  delete json.$schema
  inputSchemas.set(schema, json)
  return json
}

const inputSchemas = new WeakMap<z.ZodType, JsonSchema>()

function flawsOf(issue: z.core.$ZodIssue, input: unknown, json: JsonSchema, context: Context): Flaw[] {
  const below = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  const path = [...context.at, ...below]
  const schema = schemaAt(json, below)
  if (issue.code === 'unrecognized_keys') {
    const known = [...(below.length === 0 ? (context.alsoKnown ?? []) : []), ...keysOf(schema)]
    return issue.keys.map((key) => ({ path: [...path, key], text: unknownKey(key, known) }))
  }
  const value = valueAt(input, below)
  const what = takesMap(schema) ? foundKind(value) : (fromVariable(context.variable(path)) ?? found(value, String(path.at(-1) ?? '')))
  return [{ path, text: allowedIs(what, issue.message === '' ? allowedText(schema, value) : issue.message) }]
}

const fromVariable = (name: string | undefined) => (name === undefined ? undefined : `the text in ${name}`)

function unknownKey(key: string, known: readonly string[]): string {
  const meant = didYouMean(key, known)
  return meant === null ? allowedIs('an unknown key', known) : `found an unknown key, did you mean ${meant}?`
}

function valueAt(value: unknown, path: Path): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (Array.isArray(value) && typeof key === 'number') return valueAt(value[key], rest)
  return isRecord(value) && Object.hasOwn(value, key) ? valueAt(value[key], rest) : undefined
}

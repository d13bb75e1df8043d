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
  return { ok: false, flaws: result.error.issues.flatMap(ofTheMeant).flatMap((issue) => flawsOf(issue, input, json, context)) }
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

/**
 * Of alternatives the one is meant that takes such a value (a map, a text), else one that says itself what is allowed: its mistakes are told,
 * not that the value is nothing of all that is allowed.
 */
function ofTheMeant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const meant = issue.errors.find((issues) => !issues.some(isOfAnotherKind)) ?? issue.errors.find((issues) => issues.some(says))
  return meant?.flatMap((each) => ofTheMeant({ ...each, path: [...issue.path, ...each.path] })) ?? [issue]
}

const isOfAnotherKind = ({ code, path }: z.core.$ZodIssue) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')

const says = ({ message }: z.core.$ZodIssue) => message !== ''

function flawsOf(issue: z.core.$ZodIssue, input: unknown, json: JsonSchema, context: Context): Flaw[] {
  const below = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  const path = [...context.at, ...below]
  const schema = schemaAt(json, below)
  if (issue.code === 'unrecognized_keys') {
    const known = [...(below.length === 0 ? (context.alsoKnown ?? []) : []), ...keysOf(schema)]
    return issue.keys.map((key) => ({ path: [...path, key], text: unknownKey(key, known) }))
  }
  const value = valueAt(input, below)
  const what =
    foundOf(issue) ??
    (takesMap(schema) ? foundKind(value) : (fromVariable(context.variable(path)) ?? found(value, String(path.at(-1) ?? ''))))
  return [{ path, text: allowedIs(what, saidAllowed(issue) ?? allowedText(schema, value)) }]
}

/** What was found where that is not the value itself: a key, or what a `flaw` says. */
function foundOf(issue: z.core.$ZodIssue): string | undefined {
  const key = String(issue.path.at(-1))
  if (issue.code === 'invalid_key') return found(key, key)
  const said: unknown = issue.code === 'custom' ? issue.params?.['found'] : undefined
  return typeof said === 'string' ? said : undefined
}

/** In the issue's own words. */
const saidAllowed = (issue: z.core.$ZodIssue): string | undefined =>
  (issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message) || undefined

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

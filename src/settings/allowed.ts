import type { z } from 'zod'
import { oneOf } from './oneOf.ts'
import type { Path } from './path.ts'

export type JsonSchema = z.core.JSONSchema.JSONSchema

/**
 * What a schema allows, in words: `1 to 247`, `true, false or grid`, `a text`. They come from its JSON Schema, so that sentences and
 * editors agree and a driver states its limits once.
 */
export function allowedText(schema: JsonSchema | undefined, found: unknown): string {
  const words = schema ? allowedWords(schema) : []
  const whole = schema?.type === 'integer' && typeof found === 'number' && !Number.isInteger(found) && words[0] !== wholeNumber
  return words.length === 0 ? 'another value' : `${whole ? `${wholeNumber}, ` : ''}${oneOf(words)}`
}

/** The schema of the value at a path below; the first that fits where there are alternatives. */
export function schemaAt(schema: JsonSchema | undefined, path: Path): JsonSchema | undefined {
  const [key, ...rest] = path
  if (schema === undefined || key === undefined) return schema
  const below = typeof key === 'number' ? asItems(schema.items) : asSchema(schema.properties?.[key] ?? schema.additionalProperties)
  if (below) return schemaAt(below, rest)
  return alternatives(schema)
    .map((each) => schemaAt(each, path))
    .find((each) => each !== undefined)
}

/** The keys that a schema knows, those of all its alternatives. */
export const keysOf = (schema: JsonSchema | undefined): string[] =>
  schema ? [...Object.keys(schema.properties ?? {}), ...alternatives(schema).flatMap(keysOf)] : []

/** Whether a map is due here, and a text is not. */
export const takesMap = (schema: JsonSchema | undefined): boolean => takes('object', schema) && !takes('string', schema)

const takes = (type: 'object' | 'string', schema: JsonSchema | undefined): boolean =>
  schema !== undefined && (schema.type === type || alternatives(schema).some((each) => takes(type, each)))

const wholeNumber = 'a whole number'

const asSchema = (schema: z.core.JSONSchema._JSONSchema | undefined): JsonSchema | undefined =>
  typeof schema === 'object' ? schema : undefined

const asItems = (items: JsonSchema['items']) => (Array.isArray(items) ? undefined : asSchema(items))

const alternatives = (schema: JsonSchema): JsonSchema[] =>
  (schema.anyOf ?? schema.oneOf ?? []).map(asSchema).filter((each) => each !== undefined)

function allowedWords(schema: JsonSchema): string[] {
  const each = alternatives(schema)
  if (each.length > 0) return each.flatMap(allowedWords)
  if (schema.const !== undefined) return [String(schema.const)]
  if (schema.enum) return schema.enum.map(String)
  return typeWords(schema)
}

function typeWords(schema: JsonSchema): string[] {
  const { type, description } = schema
  if (type === 'integer') return [rangeText(schema) ?? wholeNumber]
  if (type === 'number') return [rangeText(schema) ?? 'a number']
  if (type === 'boolean') return ['true', 'false']
  if (type === 'null') return ['nothing']
  if (type === 'array') return ['a list']
  if (type === 'object') return [schema.properties ? `a map (${Object.keys(schema.properties).join(', ')})` : 'a map']
  return type === 'string' ? [description === undefined ? 'a text' : `a text (${description})`] : []
}

/** The limits that someone stated; those of the number format itself say nothing to a user. */
function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string | undefined {
  const [min, max, above, below] = [stated(minimum), stated(maximum), stated(exclusiveMinimum), stated(exclusiveMaximum)]
  if (min !== undefined && max !== undefined) return `${min} to ${max}`
  const low = min === undefined ? above !== undefined && `more than ${above}` : `${min} or more`
  const high = max === undefined ? below !== undefined && `less than ${below}` : `${max} or less`
  return [low, high].filter((text) => text !== false).join(' and ') || undefined
}

const stated = (limit: number | boolean | undefined) =>
  typeof limit === 'number' && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined

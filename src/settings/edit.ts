import { isDeepStrictEqual } from 'node:util'
import { isCollection, isMap, isScalar, visit, type Document, type Node, type YAMLMap } from 'yaml'
import { ConfigError } from '../entities/errors.ts'
import { isRecord } from './isRecord.ts'
import { locate, writtenKey, type Spot } from './locate.ts'
import { parseText } from './parse.ts'
import { pathText, type Path } from './path.ts'
import { FromEnvironment, isFromEnvironment } from './secret.ts'
import { addBelow, addKey, nested, newLineOf, removeKey, replaceScalar } from './splice.ts'
import { readTree } from './tree.ts'

interface Mapping {
  readonly [key: string]: Written | undefined
}

/** What can be written: plain data, and `new FromEnvironment(name)` for `!env NAME`. */
export type Written = string | number | boolean | null | FromEnvironment | readonly Written[] | Mapping

/**
 * Sets the value at a path of the settings' text, or with `undefined` removes it, and leaves everything else as it is: comments, order
 * and `!env`. A map is merged into the one that stands there, key by key; keys that it lacks are removed, except those with `!env`.
 *
 * Most changes touch only the lines concerned. Others (a new key between brackets, in a list, the last key of a map) rewrite the file:
 * values, order, comments and single empty lines stay, the alignment of columns, further empty lines and the width of indentation do not.
 *
 * A ConfigError says why it cannot be done: the text has a mistake in its syntax, there is nothing that could hold the value, or the
 * value comes from the environment and would have to be written in clear.
 */
export function editSettings(text: string, path: Path, value: Written | undefined): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  return mark + edit(text.slice(mark.length), path, value)
}

function edit(text: string, path: Path, value: Written | undefined): string {
  const document = documentOf(text)
  const spot = locate(document, path)
  const node = spot.missing.length === 0 ? spot.entry?.node : undefined
  if (isMap(node) && isMapping(value)) return editKeys(text, path, node, value)
  if (value !== undefined && !(value instanceof FromEnvironment) && holdsSecret(node)) throw new ConfigError(secretStays(path))
  const before = meaning(document)
  const candidates = [replaceScalar, addKey, addBelow, removeKey].map((splice) => splice(text, spot, value))
  change(document, spot, value)
  const after = meaning(document)
  if (isDeepStrictEqual(before, after)) return text
  return (
    candidates.find((candidate) => candidate !== null && means(after, candidate)) ??
    document.toString(format).replaceAll(/\r?\n/g, newLineOf(text))
  )
}

const format = { lineWidth: 0, verifyAliasOrder: false }

const secretStays = (path: Path) =>
  `${pathText(path)} comes from an environment variable (!env): change it there, or take the key out of the settings first`

function documentOf(text: string): Document {
  const parsed = parseText(text)
  if ('document' in parsed) return parsed.document
  throw new ConfigError(`the settings cannot be changed before their mistake in line ${parsed.line} is mended: ${parsed.text}`)
}

/** Removes what the new map lacks last, so that no map is empty in between. What comes from the environment stays. */
function editKeys(text: string, path: Path, map: YAMLMap, value: Mapping): string {
  const there = map.items.map((pair) => ({ key: writtenKey(pair) ?? '', secret: holdsSecret(pair.value) }))
  const stays = new Set(there.filter(({ key, secret }) => secret && !isRecord(value[key])).map(({ key }) => key))
  const keys = new Set([...Object.keys(value), ...there.map(({ key }) => key)].filter((key) => !stays.has(key)))
  return [...keys].reduce((edited, key) => edit(edited, [...path, key], value[key]), text)
}

function change(document: Document, { holder, key, entry, missing }: Spot, value: Written | undefined): void {
  if (value === undefined) {
    if (entry && missing.length === 0) holder.delete(entry.pair ? entry.pair.key : entry.index)
    return
  }
  const node = dressedAs(entry?.node, document.createNode(nested(missing, value)))
  if (entry?.pair) entry.pair.value = node
  else if (isMap(holder)) holder.items.push(document.createPair(String(key), node))
  else if (entry) holder.items[entry.index] = node
  else if (typeof key === 'number') holder.items.push(node)
  else throw new ConfigError(`${key} cannot be set: a list stands there`)
}

/** A new value with the comments and quotes of the one before. */
function dressedAs<T extends Node>(before: unknown, node: T): T {
  if (!isScalar(before)) return node
  if (isScalar(node)) node.comment = before.comment ?? null
  node.commentBefore = before.commentBefore ?? (isScalar(node) ? null : (before.comment ?? null))
  if (isScalar(node) && typeof node.value === 'string' && before.type) node.type = before.type
  return node
}

/** A change of the text alone is taken only where it means what was asked, and nothing else. */
function means(wanted: unknown, text: string): boolean {
  const parsed = parseText(text)
  return 'document' in parsed && isDeepStrictEqual(meaning(parsed.document), wanted)
}

/** All that a document says, `!env` by the name of its variable, wherever in the text it stands. */
function meaning(document: Document) {
  const { value, flaws } = readTree({ document, position: () => ({ line: 1, column: 1 }) }, {})
  return { value, flaws }
}

function holdsSecret(node: unknown): boolean {
  let holds = false
  if (isScalar(node) || isCollection(node)) visit(node, { Scalar: (_, scalar) => void (holds ||= isFromEnvironment(scalar)) })
  return holds
}

const isMapping = (value: unknown): value is Mapping => isRecord(value) && !(value instanceof FromEnvironment)

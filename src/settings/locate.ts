import { isCollection, isMap, isScalar, isSeq, type Document, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import { ConfigError } from '../entities/errors.ts'
import { pathText, type Path } from './path.ts'

/** Where in a document a path leads. */
export interface Spot {
  /** The deepest map or list on the path. */
  holder: YAMLMap | YAMLSeq
  /** The key in it, and what stands there: null where nothing does. */
  key: string | number
  entry: Entry | null
  /** The keys of the path below that one, where they are not there yet. */
  missing: Path
}

/** One place of a map or a list. */
interface Entry {
  index: number
  node: unknown
  /** Of a map. */
  pair: Pair | null
}

/** Follows a path as far as it goes. Keys are compared as they are written: `1` is found under "1". */
export function locate(document: Document, path: Path): Spot {
  const [key, ...missing] = path
  const holder = document.contents
  if (key === undefined || !(isMap(holder) || isSeq(holder)))
    throw new ConfigError('the settings are not a map of keys: there is nothing to change')
  return below({ holder, key, entry: entryAt(holder, key), missing }, path)
}

function below(spot: Spot, path: Path): Spot {
  const [key, ...missing] = spot.missing
  const node = spot.entry?.node
  if (key === undefined || spot.entry === null || isNothing(node)) return spot
  if (isMap(node) || isSeq(node)) return below({ holder: node, key, entry: entryAt(node, key), missing }, path)
  throw new ConfigError(
    `${pathText(path.slice(0, path.length - spot.missing.length))} has no keys below it: ${pathText(path)} cannot be set`,
  )
}

const isNothing = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null)

/** A key as it is written. */
export const writtenKey = ({ key }: Pair): string | null => (isScalar(key) ? (key.source ?? String(key.value)) : null)

function entryAt(holder: YAMLMap | YAMLSeq, key: string | number): Entry | null {
  if (isSeq(holder)) return typeof key === 'number' && key in holder.items ? { index: key, node: holder.items[key], pair: null } : null
  const index = holder.items.findIndex((pair) => writtenKey(pair) === String(key))
  const pair = holder.items[index]
  return pair ? { index, node: pair.value, pair } : null
}

/** The offset after the last character of a node, not counting comments and empty lines after it. */
export function endOf(node: unknown): number | null {
  const last = isCollection(node) && node.flow !== true ? node.items.at(-1) : undefined
  if (last === undefined) return isScalar(node) || isCollection(node) ? (node.range?.[1] ?? null) : null
  return isMap(node) ? (endOf(node.items.at(-1)?.value) ?? endOf(node.items.at(-1)?.key)) : endOf(last)
}

/** The offset of a node's first character. */
export const startOf = (node: unknown): number | null => (isScalar(node) || isCollection(node) ? (node.range?.[0] ?? null) : null)

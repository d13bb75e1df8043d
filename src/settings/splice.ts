import { Document, isScalar, isSeq, type Scalar } from 'yaml'
import { endOf, startOf, type Spot } from './locate.ts'
import { fromEnvironment } from './secret.ts'

/**
 * Changes of the text itself, where they are simple: everything else in the file stays as it is, to the last space. Each returns null
 * where it cannot; whether the outcome means what was asked is for the caller to see.
 */
export type Splice = (text: string, spot: Spot, value: unknown) => string | null

/** Replaces a value of one line by another. */
export const replaceScalar: Splice = (text, { entry, missing }, value) => {
  const node = entry?.node
  const [start, end] = [startOf(node), endOf(node)]
  if (!isScalar(node) || start === null || end === null || missing.length > 0 || value === undefined) return null
  const written = oneLine(value, node.type)
  return written === null
    ? null
    : `${text.slice(0, start)}${text[start - 1] === ':' ? ' ' : ''}${written}${text[end] === '#' ? ' ' : ''}${text.slice(end)}`
}

/** Adds a key after the last one of an indented map. */
export const addKey: Splice = (text, { holder, key, entry, missing }, value) => {
  if (entry !== null || isSeq(holder) || holder.flow === true || value === undefined) return null
  const [first, end] = [startOf(holder.items[0]?.key), endOf(holder)]
  if (first === null || end === null) return null
  return insertLines(text, lineEnd(text, end), nested([key, ...missing], value), first - lineStart(text, first))
}

/** Adds a map below a key that has no value yet. */
export const addBelow: Splice = (text, { holder, entry, missing }, value) => {
  const key = entry?.pair?.key
  const [start, end] = [startOf(key), endOf(key)]
  if (start === null || end === null || holder.flow === true || missing.length === 0 || value === undefined) return null
  return insertLines(text, lineEnd(text, end), nested(missing, value), start - lineStart(text, start) + 2)
}

/** Takes the lines of a key out of an indented map. */
export const removeKey: Splice = (text, { holder, entry, missing }, value) => {
  if (!entry?.pair || holder.flow === true || missing.length > 0 || value !== undefined) return null
  const [key, end] = [startOf(entry.pair.key), endOf(entry.node) ?? endOf(entry.pair.key)]
  if (key === null || end === null || text.slice(lineStart(text, key), key).trim() !== '') return null
  return text.slice(0, lineStart(text, key)) + text.slice(lineEnd(text, end))
}

/** A value below keys that are not there yet: `nested(['a', 'b'], 1)` is `{ a: { b: 1 } }`. */
export const nested = (keys: readonly (string | number)[], value: unknown): unknown =>
  keys.reduceRight((inner, key) => ({ [key]: inner }), value)

export const newLineOf = (text: string): string => /\r?\n/.exec(text)?.[0] ?? '\n'

function insertLines(text: string, at: number, value: unknown, indent: number): string {
  const newLine = newLineOf(text)
  const yaml = new Document(value, { customTags: [fromEnvironment] }).toString({ lineWidth: 0 })
  const lines = yaml.trimEnd().replaceAll(/^/gm, ' '.repeat(indent)).replaceAll('\n', newLine)
  return `${text.slice(0, at)}${text[at - 1] === '\n' ? '' : newLine}${lines}${newLine}${text.slice(at)}`
}

/** In the same kind of quotes, if any. */
function oneLine(value: unknown, type: Scalar['type']): string | null {
  const document = new Document(value, { customTags: [fromEnvironment] })
  if (!isScalar(document.contents)) return null
  if (typeof value === 'string' && type?.startsWith('QUOTE')) document.contents.type = type
  const written = document.toString({ lineWidth: 0 }).trimEnd()
  return written.includes('\n') ? null : written
}

const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1

/** After the line's end; at once where the offset stands after one already, as it does at the end of a text of several lines. */
function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

import { isAlias, isCollection, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml'
import { pathKey, type Flaw, type Path } from './path.ts'
import type { Parsed, Position } from './parse.ts'
import { environmentTag, isFromEnvironment } from './secret.ts'

/** The file as plain data: environment variables filled in, undefined where a flaw stands. */
export interface Tree {
  value: unknown
  /** With their own places: a key that stands twice has two. */
  flaws: (Flaw & Position)[]
  /** Of the key; where there is none, of the nearest key above. */
  position: (path: Path) => Position
  variable: (path: Path) => string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

const knownTags = new Set([
  ...['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
  environmentTag,
])

/** Reads a parsed document. Aliases, unknown tags, keys that stand twice and missing variables are flaws of their place alone. */
export function readTree({ document, position }: Parsed, environment: Environment): Tree {
  const positions = new Map<string, Position>()
  const variables = new Map<string, string>()
  const flaws: (Flaw & Position)[] = []

  function read(node: unknown, path: Path, offset: number): unknown {
    const misread = misreading(node)
    if (misread !== null) return fail(path, offset, misread)
    if (isMap(node)) return readMap(node, path)
    if (isSeq(node)) return node.items.map((item, index) => readAt(item, [...path, index], offsetOf(item) ?? offset))
    if (isFromEnvironment(node)) return readVariable(node.value.name, path, offset)
    return isScalar(node) ? node.value : null
  }

  function readAt(node: unknown, path: Path, offset: number): unknown {
    positions.set(pathKey(path), position(offset))
    return read(node, path, offset)
  }

  function readMap(map: YAMLMap, path: Path): unknown {
    const entries = new Map<string, unknown>()
    for (const pair of map.items) {
      const offset = offsetOf(pair.key) ?? offsetOf(map) ?? 0
      const key = keyOf(pair)
      if (key === null) fail([...path, ''], offset, 'found a key that is no plain text, allowed is a text')
      else if (entries.has(key)) fail([...path, key], offset, 'found a second time, allowed is once')
      else entries.set(key, readAt(pair.value, [...path, key], offset))
    }
    return Object.fromEntries(entries)
  }

  function readVariable(name: string, path: Path, offset: number): unknown {
    if (!/^[A-Za-z_]\w*$/.test(name)) return fail(path, offset, 'found !env without the name of a variable, allowed is !env NAME')
    variables.set(pathKey(path), name)
    return environment[name] ?? fail(path, offset, `found !env ${name}, but the environment variable ${name} is not set`)
  }

  function fail(path: Path, offset: number, text: string): undefined {
    flaws.push({ path, text, ...position(offset) })
  }

  const value = read(document.contents, [], 0)
  return { value, flaws, position: (path) => nearest(positions, path), variable: (path) => variables.get(pathKey(path)) }
}

/** Why a node is not read at all. Its own words are not cited: a secret without quotes may look like a tag or an alias. */
function misreading(node: unknown): string | null {
  if (isAlias(node)) return 'found an alias (a text that begins with *), allowed is the value itself, or the text in quotes'
  const tag = isScalar(node) || isCollection(node) ? node.tag : undefined
  const known = tag === undefined || (knownTags.has(tag) && (tag !== environmentTag || isFromEnvironment(node)))
  return known ? null : 'found a tag (a text that begins with !), allowed is !env NAME, or the text in quotes'
}

function keyOf({ key }: Pair): string | null {
  if (misreading(key) !== null || !isScalar(key) || isFromEnvironment(key)) return null
  return key.source ?? (typeof key.value === 'string' ? key.value : null)
}

const offsetOf = (node: unknown): number | undefined =>
  isScalar(node) || isCollection(node) || isAlias(node) ? node.range?.[0] : undefined

function nearest(positions: ReadonlyMap<string, Position>, path: Path): Position {
  for (let length = path.length; length > 0; length--) {
    const position = positions.get(pathKey(path.slice(0, length)))
    if (position) return position
  }
  return { line: 1, column: 1 }
}

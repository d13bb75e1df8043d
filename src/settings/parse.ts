import { Composer, LineCounter, Parser, type CST, type Document, type ErrorCode } from 'yaml'
import { fromEnvironment } from './secret.ts'

/** Counted from 1. */
export interface Position {
  line: number
  column: number
}

export interface Parsed {
  document: Document
  position: (offset: number) => Position
}

/** The first mistake in the syntax; those after it are mostly its consequences. The text never cites the file: it may be a secret. */
export interface SyntaxFlaw extends Position {
  text: string
}

const longestFile = 100_000
const deepest = 32

/** Parses the file's text. Its length and depth are bounded first: composing deep levels ends the process by a stack overflow that cannot be caught. */
export function parseText(withMark: string): Parsed | SyntaxFlaw {
  const text = withMark.replace(/^\uFEFF/, '')
  if (text.length > longestFile) return atStart(`found ${text.length} characters, allowed is up to ${longestFile}`)
  const lines = new LineCounter()
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  if (isDeeperThan(deepest, tokens)) return atStart(`found more than ${deepest} levels of keys and lists, allowed is up to ${deepest}`)
  const [document, second] = new Composer({ customTags: [fromEnvironment], uniqueKeys: false }).compose(tokens, true, text.length)
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const error = document?.errors[0]
  if (error) return { ...position(error.pos[0]), text: syntaxTexts[error.code] ?? 'found what is no YAML' }
  if (second) return { ...position(second.range[0]), text: 'found a second document after ---, allowed is one' }
  return document?.contents ? { document, position } : atStart('found an empty file, allowed is at least "devices: {}"')
}

const atStart = (text: string): SyntaxFlaw => ({ line: 1, column: 1, text })

function isDeeperThan(limit: number, tokens: readonly CST.Token[]): boolean {
  const todo: [CST.Token, number][] = tokens.map((token) => [token, 0])
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [token, depth] = next
    if (depth > limit) return true
    for (const below of tokensBelow(token)) todo.push([below, depth + 1])
  }
  return false
}

function tokensBelow(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : []
  return 'items' in token ? token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat()) : []
}

const quotes = 'a text that begins with a special character in quotes'

const syntaxTexts: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: `found an alias that is none, allowed is ${quotes}`,
  BAD_DQ_ESCAPE: 'found a backslash with a meaning that is not known, allowed is a text in single quotes',
  BAD_INDENT:
    'found a line that is not indented like its neighbours, or brackets without an end, allowed is the same number of spaces for all keys of one map, and no {} before them',
  BAD_SCALAR_START: `found a text that begins with a special character, allowed is ${quotes}`,
  BLOCK_AS_IMPLICIT_KEY: 'found a second key on the line, or a line that is indented too far, allowed is one key a line',
  BLOCK_IN_FLOW: 'found an indented block between brackets, allowed is a value or another pair of brackets',
  KEY_OVER_1024_CHARS: 'found a key of more than 1024 characters, allowed is a shorter one',
  MISSING_CHAR:
    'found no colon after a key, or no end of a quote or bracket, allowed is a colon and a space after each key, and an end for each quote and bracket',
  MULTILINE_IMPLICIT_KEY: 'found a key without a colon, allowed is a colon and a space after each key',
  TAB_AS_INDENT: 'found a tab before a key, allowed is spaces',
  TAG_RESOLVE_FAILED: `found a tag that cannot be read, allowed is !env NAME, and ${quotes}`,
  UNEXPECTED_TOKEN: `found something that does not belong here, allowed is one value for each key, and ${quotes}`,
}

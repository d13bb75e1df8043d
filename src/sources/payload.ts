/** A number, or why there is none: what completes "… is unknown: ". */
export type Read = { readonly value: number } | { readonly problem: string }

/** Longer ones are no state of anything. */
const longestPayload = 100_000
const longestNumber = 64

/** The value in a message: a number as text, or with a path what stands there in its JSON. Numbers in strings count. */
export function readPayload(payload: Uint8Array, path: readonly string[] | null): Read {
  if (payload.length > longestPayload) return { problem: `a message of ${payload.length} bytes is too long` }
  const text = new TextDecoder().decode(payload)
  if (path === null) return readNumber(text)
  const json = jsonOf(text)
  if (json === undefined) return { problem: `${shown(text)} is no JSON` }
  return readValue(valueAt(json, path), path)
}

/** A number that is written as text: `230`, `-0.5`, `1.2e3`, with or without space around it. */
export function readNumber(written: string): Read {
  const text = written.trim()
  const value = text.length <= longestNumber && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? { value } : { problem: `${shown(written)} is no number` }
}

function readValue(found: unknown, path: readonly string[]): Read {
  if (typeof found === 'number' && Number.isFinite(found)) return { value: found }
  if (typeof found === 'string') return readNumber(found)
  const where = path.join('.')
  if (found === undefined) return { problem: `its messages have no ${where}` }
  return { problem: found === null ? `its ${where} is not known there` : `its ${where} is no number` }
}

/** undefined where the path leads nowhere. */
function valueAt(json: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path
  if (key === undefined) return json
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, key)) return undefined
  return valueAt(new Map(Object.entries(json)).get(key), rest)
}

/** undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const longestShown = 20

function shown(text: string): string {
  const [start, ...more] = [text.slice(0, longestShown).replaceAll(/\p{C}/gu, '\uFFFD'), ...(text.length > longestShown ? ['…'] : [])]
  return text === '' ? 'an empty message' : `"${start}${more.join('')}"`
}

import { isRecord } from './isRecord.ts'
import { oneOf } from './oneOf.ts'

/** Keys whose values are never shown, whatever they are. */
const secretKey = /pass(word|phrase)|secret|token|api_?key/i

const longestText = 60

/**
 * What stands in the settings, for a sentence: `300`, `the text "3"`, `nothing`, `a map`. Secrets are told by their kind alone: what stands
 * under a key that names one, and what stands before the @ of an address.
 */
export function found(value: unknown, key: string): string {
  if (secretKey.test(key)) return foundKind(value)
  if (typeof value === 'string') return textShown(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : foundKind(value)
}

/** Without its words. Where a map is due a text says nothing useful, and `password:hunter2` without a space is one. */
export function foundKind(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (isRecord(value)) return 'a map'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

function textShown(text: string): string {
  if (text.includes('\n')) return 'a text of several lines'
  const open = withoutCredentials(text).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD')
  const shown = open.length > longestText ? `${open.slice(0, longestText)}…` : open
  return /^[^\s"',]+$/.test(shown) && !readsAsAnotherType(shown) ? shown : `the text ${JSON.stringify(shown)}`
}

/** Also where the address is malformed: what follows a colon and is no port number may be a password. */
function withoutCredentials(text: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0] ?? ''
  const rest = text.slice(scheme.length)
  const host = rest.slice(rest.lastIndexOf('@') + 1)
  const hides = rest !== host || (scheme !== '' && /:\D|[\s?#]/.test(rest))
  if (!hides) return text
  return rest === host ? `${scheme}…` : `${scheme}…@${/^[\w.:-]*/.exec(host)?.[0] ?? ''}`
}

const readsAsAnotherType = (text: string) => !Number.isNaN(Number(text)) || ['true', 'false', 'null', '~'].includes(text)

/** What is allowed where a value is of the wrong kind. */
export const allowedIs = (what: string, allowed: readonly string[] | string): string =>
  `found ${what}, allowed is ${typeof allowed === 'string' ? allowed : oneOf(allowed)}`

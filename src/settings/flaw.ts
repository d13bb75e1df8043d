import type { Path } from './path.ts'

/**
 * A mistake that a schema finds by more than one key: `context.addIssue(flaw(['range'], 'up to 70A'))` becomes "found 90A, allowed is up to 70A".
 * Where what was found is not the value at the path (a key, something that is missing) `found` says it. It must cite no value: that may be a secret.
 */
export const flaw = (path: Path, allowed: string, found?: string) => ({
  code: 'custom' as const,
  path: [...path],
  message: allowed,
  ...(found === undefined ? {} : { params: { found } }),
})

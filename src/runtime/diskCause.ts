import { sentence } from '../entities/errors.ts'

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'disk full',
  EDQUOT: 'disk quota used up',
  EROFS: 'read-only',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ENOENT: 'missing',
  ENOTDIR: 'there is a file where a folder should be',
  EIO: 'the disk fails',
}

/** Why a file operation failed, in the user's words. */
export function diskCause(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return causes[code] ?? sentence(error)
}

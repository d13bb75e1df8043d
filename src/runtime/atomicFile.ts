import { dirname } from 'node:path'
import { writeDurably, type Files } from './files.ts'

/** Replaces a file as a whole: whatever happens, what is found there afterwards is the old text or the new one. Durable once it resolves. */
export async function replaceFile(files: Files, path: string, text: string): Promise<void> {
  const next = `${path}.new`
  await writeDurably(files, next, 'create', text)
  await files.rename(next, path)
  await files.syncFolder(dirname(path))
}

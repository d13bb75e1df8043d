import { constants } from 'node:fs'
import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Files, OpenFile } from './files.ts'

/** The machine's file system. */
export const nodeFiles: Files = {
  read: (path) => readFile(path, 'utf8').catch(nullWhereMissing),
  open: async (path, mode) => openFile(await open(path, flags[mode])),
  rename,
  syncFolder,
  async makeFolder(path) {
    // On a read-only file system Node's recursive mkdir claims that something is missing: the plain one tells why.
    const first = await mkdir(path, { recursive: true }).catch(() => mkdir(path).then(() => path))
    if (first === undefined) return
    for (let made = resolve(path); made.length >= resolve(first).length; made = dirname(made)) await syncFolder(dirname(made))
  },
}

/** To append creates nothing: a file that was taken away is noticed, not begun anew in the middle. */
const flags = { create: 'w', append: constants.O_WRONLY | constants.O_APPEND } as const

const openFile = (handle: FileHandle): OpenFile => ({
  write: (text) => handle.writeFile(text),
  sync: () => handle.datasync(),
  close: () => handle.close(),
})

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } catch (error) {
    if (!cannotSyncFolders(error)) throw error
  } finally {
    await folder.close()
  }
}

/** Some network file systems know no sync of a folder: what they rename is as safe as they make it. */
const cannotSyncFolders = (error: unknown) => hasCode(error, 'EINVAL') || hasCode(error, 'ENOTSUP')

function nullWhereMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null
  throw error
}

const hasCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code

import { execFile } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A file system of its own in memory, small enough to be full. */
export interface SmallDisk {
  readonly path: string
  /** Leaves no room for another block. */
  fill(): Promise<void>
  makeRoom(): Promise<void>
  readOnly(is: boolean): Promise<void>
  /** Takes it away. */
  remove(): Promise<void>
}

/** Whether this user may mount one. */
export const canMount = (): Promise<boolean> =>
  smallDisk().then(
    async (disk) => {
      await disk.remove()
      return true
    },
    () => false,
  )

export async function smallDisk(): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'small-disk-'))
  await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]).catch(async (error: unknown) => {
    await rm(path, { recursive: true })
    throw error
  })
  const filler = join(path, 'filler')
  return {
    path,
    async fill() {
      const file = await open(filler, 'a')
      const block = Buffer.alloc(4096)
      try {
        for (;;) await file.write(block)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      } finally {
        await file.close()
      }
    },
    makeRoom: () => rm(filler),
    readOnly: async (is) => void (await run('mount', ['-o', `remount,${is ? 'ro' : 'rw'}`, path])),
    async remove() {
      await run('umount', ['--lazy', path])
      await rm(path, { recursive: true })
    },
  }
}

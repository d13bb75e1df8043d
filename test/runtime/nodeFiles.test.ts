import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { replaceFile } from '../../src/runtime/atomicFile.ts'
import { writeDurably } from '../../src/runtime/files.ts'
import { openState } from '../../src/runtime/ledger.ts'
import { nodeFiles } from '../../src/runtime/nodeFiles.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'energy-monitor-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function opened(stateFolder: string) {
  const { log, lines } = listedLog()
  return { state: await openState({ folder: stateFolder, files: nodeFiles, clock: fakeClock(), log }), lines }
}

describe("the machine's files", () => {
  it('are replaced as a whole, with nothing left beside them', async () => {
    const path = join(folder, 'file')
    await replaceFile(nodeFiles, path, 'long old text')
    await replaceFile(nodeFiles, path, 'new: ü')
    expect(await nodeFiles.read(path)).toBe('new: ü')
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('are appended to, but not made by that', async () => {
    const path = join(folder, 'file')
    await expect(writeDurably(nodeFiles, path, 'append', 'b')).rejects.toThrow('ENOENT')
    await writeDurably(nodeFiles, path, 'create', 'a')
    await writeDurably(nodeFiles, path, 'append', 'b')
    expect(await nodeFiles.read(path)).toBe('ab')
  })

  it('that are missing read as null; one that cannot be read rejects', async () => {
    expect(await nodeFiles.read(join(folder, 'none'))).toBeNull()
    await expect(nodeFiles.read(folder)).rejects.toThrow('EISDIR')
  })
})

describe('the state in a real folder', () => {
  it('makes the folder and those above it, and again when they are taken away', async () => {
    const deep = join(folder, 'a', 'b')
    const { state, lines } = await opened(deep)
    state.total('boiler.energy').add(1)
    state.resolve('boiler.energy', null)
    await rm(join(folder, 'a'), { recursive: true })
    await state.flush()
    await state.flush()
    expect(lines).toEqual([expect.stringContaining('cannot be written (missing)'), expect.stringContaining('can be written again')])
    const again = (await opened(deep)).state
    again.resolve('boiler.energy', null)
    expect(again.total('boiler.energy').durable).toBe(1)
  })

  it.runIf(process.platform === 'linux')('runs on when the disk is full, and recovers', async () => {
    const next = join(folder, 'state.journal.new')
    await symlink('/dev/full', next)
    const { state, lines } = await opened(folder)
    state.total('boiler.energy').add(1)
    state.resolve('boiler.energy', null)
    await state.flush()
    expect(state.total('boiler.energy').durable).toBe(1)
    expect(state.trouble).toContain('disk full')
    await rm(next)
    await state.close()
    expect(lines).toEqual([expect.stringContaining('(disk full)'), expect.stringContaining('can be written again')])
  })

  it('refuses a folder that is a file', async () => {
    await writeFile(join(folder, 'data'), '')
    await expect(opened(join(folder, 'data'))).rejects.toThrow('cannot be read (there is a file where a folder should be)')
  })
})

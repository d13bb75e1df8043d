import { describe, expect, it } from 'vitest'
import { Journal } from '../../src/runtime/journal.ts'
import { JournalText } from '../../src/runtime/journalText.ts'
import { readJournal } from '../../src/runtime/journalVersions.ts'
import { CrashingFiles } from '../support/crashingFiles.ts'
import { listedLog } from '../support/listedLog.ts'

const path = '/data/state.journal'
const value = (a: unknown) => new Map([['a', a]])
const values = (a: number, b: unknown) => new Map<string, unknown>([...value(a), ['b', b]])
const opened = (compactAfter = 1000) => {
  const files = new CrashingFiles()
  return { files, journal: new Journal(files, path, new JournalText(), compactAfter) }
}
const readBack = async (files: CrashingFiles) => (await readJournal(files, path, listedLog().log)).values
const lineCount = (files: CrashingFiles) => (files.text(path) ?? '').split('\n').length - 1

describe('the journal', () => {
  it('adds one line for what has changed, and writes nothing where nothing has', async () => {
    const { files, journal } = opened()
    await journal.write(value(1))
    await journal.write(value(2))
    expect(lineCount(files)).toBe(3)
    const before = files.operations
    await journal.write(value(2))
    expect(files.operations).toBe(before)
  })

  it('syncs every entry before it says that it is written', async () => {
    const { files, journal } = opened()
    for (let a = 1; a <= 3; a++) {
      await journal.write(value(a))
      expect(await readBack(files.powerCut({ data: 'lost', names: 'lost' }))).toEqual(value(a))
    }
  })

  it('writes the file anew when it has grown enough', async () => {
    const { files, journal } = opened(100)
    for (let a = 1; a <= 50; a++) await journal.write(value(a))
    expect(files.text(path)?.length).toBeLessThan(200)
    expect(await readBack(files)).toEqual(value(50))
  })

  it('writes the file anew after a write that failed, because its end cannot be trusted', async () => {
    const { files, journal } = opened()
    await journal.write(value(1))
    files.failing = { from: files.operations + 2, to: files.operations + 2, code: 'ENOSPC' }
    await expect(journal.write(value(2))).rejects.toThrow('ENOSPC')
    await journal.write(value(2))
    expect(lineCount(files)).toBe(2)
    expect(await readBack(files)).toEqual(value(2))
  })

  it('stays right after values that it could not write', async () => {
    const { files, journal } = opened()
    await journal.write(values(1, 1))
    await expect(journal.write(values(2, 1n))).rejects.toThrow('BigInt')
    await journal.write(values(3, 3))
    expect(await readBack(files)).toEqual(values(3, 3))
  })

  it('notices that its file was taken away, and makes it again', async () => {
    const { files, journal } = opened()
    await journal.write(value(1))
    await files.rename(path, '/data/elsewhere')
    await expect(journal.write(value(2))).rejects.toThrow('ENOENT')
    await journal.write(value(3))
    expect(await readBack(files)).toEqual(value(3))
  })
})

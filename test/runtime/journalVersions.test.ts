import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/entities/errors.ts'
import { openState } from '../../src/runtime/ledger.ts'
import { readJournal } from '../../src/runtime/journalVersions.ts'
import { CrashingFiles } from '../support/crashingFiles.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'

const path = '/data/state.journal'

function found(text: string) {
  const files = new CrashingFiles()
  files.put(path, text)
  const { log, lines } = listedLog()
  return { files, log, lines, open: () => openState({ folder: '/data', files, clock: fakeClock(), log }) }
}

const sound = 'energy-monitor journal 1\nbee00a15 [[],[["boiler.energy",2500000]]]\n'

describe('the versions of the journal', () => {
  it('version 0, a JSON object of totals, is read and written anew as version 1', async () => {
    const { files, lines, open } = found('{"boiler.energy": 2.5}')
    const state = await open()
    expect(files.text(path)).toBe(sound)
    expect(state.total('boiler.energy').value).toBe(2.5)
    expect(lines).toEqual([])
  })

  it('version 1 is read', async () => {
    const state = await found(sound).open()
    expect(state.total('boiler.energy').value).toBe(2.5)
  })

  it('a newer version is refused in one sentence and left as it is', async () => {
    const { files, open } = found('energy-monitor journal 2\nwhatever that may be\n')
    await expect(open()).rejects.toThrow(
      new ConfigError(
        '/data/state.journal was written by a newer version of this program (format 2, this one knows 1): install that version again, or move the file away to begin anew',
      ),
    )
    expect(files.text(path)).toBe('energy-monitor journal 2\nwhatever that may be\n')
  })

  it('a torn entry costs nothing but itself, is told once, and is gone from the file after the start', async () => {
    const { files, lines, open } = found(`${sound}a1b2c3d4 [[12`)
    const state = await open()
    expect(state.total('boiler.energy').value).toBe(2.5)
    expect(lines).toEqual([
      'warn /data/state.journal is damaged at line 3, as a power cut can leave it: this line and what follows is ignored',
    ])
    expect(files.text(path)).toBe(sound)
  })

  it('a damaged entry ends what is read, with its line told', async () => {
    const { lines, files, log } = found(`${sound}00000000 [[1],[]]\n11111111 [[1],[]]\n`)
    expect((await readJournal(files, path, log)).values).toEqual(new Map([['boiler.energy', 2_500_000]]))
    expect(lines).toEqual([expect.stringContaining('damaged at line 3')])
  })

  it.each(['\0'.repeat(40), '', '{"boiler.energy": 2.', '{"boiler.energy": "2.5"}', 'energy-monitor journ'])(
    'what is no journal is kept beside the new one (%j)',
    async (text) => {
      const { files, lines, open } = found(text)
      const state = await open()
      expect(state.total('boiler.energy').value).toBeNull()
      expect(files.text(`${path}.damaged`)).toBe(text)
      expect(lines).toEqual([
        'warn /data/state.journal is no journal of this program: it is kept as state.journal.damaged, and a new one is begun',
      ])
    },
  )

  it('a file that cannot be read is not overwritten: the program does not start', async () => {
    const { files, open } = found(sound)
    files.failing = { from: 1, to: 1, code: 'EIO' }
    await expect(open()).rejects.toThrow(ConfigError)
    expect(files.text(path)).toBe(sound)
  })
})

import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { machineLines } from '../../src/compose/lines.ts'
import { linuxByteLines } from '../../src/hardware/linux/byteLines.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'

describe('the lines of this machine', () => {
  it('are the plain ones where nothing is recorded', () => {
    expect(machineLines(null, fakeClock(), listedLog().log)).toBe(linuxByteLines)
  })

  it('are on disk as they are recorded, however the program ends', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'record-')), 'bus.jsonl')
    machineLines(file, fakeClock(), listedLog().log)
    expect(await readFile(file, 'utf8')).toBe('{"version":1,"started":"2026-06-01T12:00:00.000Z"}\n')
  })

  it('say that the recording ends where the disk is full, and go on', () => {
    const { log, lines } = listedLog()
    machineLines('/dev/full', fakeClock(), log)
    expect(lines).toEqual([expect.stringMatching(/^error the recording \/dev\/full ends here, it cannot be written: ENOSPC/)])
  })

  it('are refused where the recording cannot be made', () => {
    expect(() => machineLines('/proc/none/bus.jsonl', fakeClock(), listedLog().log)).toThrow(
      'the recording /proc/none/bus.jsonl cannot be made',
    )
  })
})

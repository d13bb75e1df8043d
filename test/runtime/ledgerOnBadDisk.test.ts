import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openState, type State } from '../../src/runtime/ledger.ts'
import { CrashingFiles, losses } from '../support/crashingFiles.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'

const schema = z.strictObject({ version: z.literal(1), adds: z.number() })
const keys = ['boiler.energy', 'oven.energy'] as const
type Shown = Record<string, number>

const { log: quiet } = listedLog()
/** The journal is written anew after every few entries, so that a short scenario holds all that can happen. */
const open = (files: CrashingFiles, log = quiet) => openState({ folder: '/data', files, clock: fakeClock(), log, compactAfter: 150 })

/** Two meters count and are flushed twenty times, and count on meanwhile; gives what others were shown so far, also when it is cut. */
async function scenario(files: CrashingFiles, shown: Shown, log = quiet): Promise<State> {
  const state = await open(files, log)
  show(state, shown)
  const kept = state.kept('boiler', schema, { version: 1, adds: 0 })
  state.total('boiler.energy').begin(100)
  await state.flush()
  state.resolve('boiler.energy', null)
  state.resolve('oven.energy', 40)
  const count = (adds: number) => {
    for (const key of keys) state.total(key).add(adds / 8)
    kept.save({ version: 1, adds })
  }
  for (let adds = 1; adds < 40; adds += 2) {
    count(adds)
    const flushing = state.flush()
    await setImmediate()
    count(adds + 1)
    await flushing
  }
  await state.flush()
  return state
}

/** Notes what others are shown, and throws when it falls. */
function show(state: State, shown: Shown): void {
  const look = () => {
    for (const key of keys) {
      const { durable } = state.total(key)
      if (durable === null) continue
      if (durable < (shown[key] ?? 0)) throw new Error(`${key} fell from ${shown[key]} to ${durable}`)
      shown[key] = durable
    }
  }
  state.onFlushed(look, new AbortController().signal)
}

/** Opens what was left: what of it had been shown and is lost, whether its entries are whole, and what is shown next. */
async function reopened(files: CrashingFiles, shown: Shown): Promise<{ lost: string[]; shown: Shown }> {
  const state = await open(files)
  const shownNext: Shown = {}
  show(state, shownNext)
  for (const key of keys) state.resolve(key, null)
  await state.flush()
  const lost: string[] = keys.filter((key) => (state.total(key).value ?? 0) < (shown[key] ?? 0))
  const { adds } = state.kept('boiler', schema, { version: 1, adds: 0 }).value
  const whole = adds === 0 || state.total('boiler.energy').value === 100 + (adds * (adds + 1)) / 16
  return { lost: whole ? lost : [...lost, 'half an entry'], shown: shownNext }
}

const whole = new CrashingFiles()
await scenario(whole, {})
const everyOperation = Array.from({ length: whole.operations }, (_, i) => i + 1)

async function cutAfter(operations: number): Promise<{ files: CrashingFiles; shown: Shown }> {
  const files = new CrashingFiles()
  files.cutAfter = operations
  const shown: Shown = {}
  await Promise.race([scenario(files, shown), files.cut])
  return { files, shown }
}

describe('cut after every single operation', () => {
  it('the scenario writes its journal anew more than once, and often enough appends', () => {
    expect(everyOperation.length).toBeGreaterThan(100)
    expect(whole.writtenBytes).toBeGreaterThan(5 * (whole.text('/data/state.journal')?.length ?? 0))
  })

  it.each(losses)('no total falls that was shown, and entries are whole: power cut, data $data, names $names', async (loss) => {
    for (const operations of everyOperation) {
      const { files, shown } = await cutAfter(operations)
      const { lost } = await reopened(files.powerCut(loss), shown)
      expect(lost, `after operation ${operations}`).toEqual([])
    }
  })

  it('no total falls that the next program showed, killed first and then without power', async () => {
    for (const operations of everyOperation) {
      const { files, shown } = await cutAfter(operations)
      const next = files.killed()
      const killed = await reopened(next, shown)
      const unplugged = await reopened(next.powerCut({ data: 'lost', names: 'lost' }), killed.shown)
      expect([...killed.lost, ...unplugged.lost], `after operation ${operations}`).toEqual([])
    }
  })
})

describe('a disk that takes no writes', () => {
  const failures = ['ENOSPC', 'EROFS'].flatMap((code) => [1, 4, Infinity].map((count) => ({ code, count })))

  it.each(failures)(
    '$count operations failing with $code, from any on: runs on, says so once, recovers, loses nothing',
    async ({ code, count }) => {
      for (const from of everyOperation.slice(1)) {
        const files = new CrashingFiles()
        files.failing = { from, to: from + count - 1, code }
        const { log, lines } = listedLog()
        const shown: Shown = {}
        const state = await scenario(files, shown, log)
        files.failing = null
        await state.close()
        expect(state.trouble).toBeNull()
        expect(lines).toEqual([
          `error State folder /data cannot be written (${code === 'ENOSPC' ? 'disk full' : 'read-only'}): totals are only in memory and at the broker`,
          'info State folder /data can be written again: totals are on disk',
        ])
        expect(shown).toEqual({ 'boiler.energy': 100 + 820 / 8, 'oven.energy': 40 + 820 / 8 })
        const { lost } = await reopened(files.powerCut({ data: 'lost', names: 'lost' }), shown)
        expect(lost, `failing from operation ${from} on`).toEqual([])
      }
    },
  )

  it('shows totals while it lasts', async () => {
    const files = new CrashingFiles()
    files.failing = { from: 2, to: Infinity, code: 'EROFS' }
    const shown: Shown = {}
    const state = await scenario(files, shown)
    expect(state.trouble).toBe('State folder /data cannot be written (read-only): totals are only in memory and at the broker')
    expect(shown).toEqual({ 'boiler.energy': 100 + 820 / 8, 'oven.energy': 40 + 820 / 8 })
  })
})

import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openState, type StateOptions } from '../../src/runtime/ledger.ts'
import { CrashingFiles } from '../support/crashingFiles.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'

const path = '/data/state.journal'
const second = 1000
const day = 86_400 * second

async function opened(files = new CrashingFiles(), options: Partial<StateOptions> = {}) {
  const clock = fakeClock()
  const { log, lines } = listedLog()
  const state = await openState({ folder: '/data', files, clock, log, ...options })
  const stop = new AbortController()
  const running = state.run(stop.signal)
  return { files, clock, lines, state, stop, running }
}

/** The total that the next process would find after a power cut. */
async function survives(files: CrashingFiles, key: string): Promise<number | null> {
  const { state } = await opened(files.powerCut({ data: 'lost', names: 'lost' }))
  return state.total(key).value
}

const meterSchema = z.strictObject({ version: z.literal(1), registerWh: z.number().nullable() })
const meter = (registerWh: number | null) => ({ version: 1, registerWh }) as const

describe('the state', () => {
  it('is never more than 60 s behind on the disk', async () => {
    const { files, clock, state } = await opened()
    const total = state.total('boiler.energy')
    state.resolve('boiler.energy', null)
    for (let seconds = 0; seconds < 200; seconds += 5) {
      for (let i = 0; i < 5; i++) total.add(1)
      await clock.advance(5 * second)
      expect(await survives(files, 'boiler.energy')).toBeGreaterThanOrEqual(seconds + 5 - 60)
    }
  })

  it('is complete after close', async () => {
    const { files, state } = await opened()
    state.total('boiler.energy').add(1.5)
    state.kept('boiler', meterSchema, meter(null)).save(meter(7))
    state.resolve('boiler.energy', null)
    await state.close()
    const next = await opened(files.powerCut({ data: 'lost', names: 'lost' }))
    expect(next.state.total('boiler.energy').value).toBe(1.5)
    expect(next.state.kept('boiler', meterSchema, meter(null)).value).toEqual(meter(7))
  })

  it('writes nothing while nothing changes', async () => {
    const { files, clock, state } = await opened()
    state.total('boiler.energy').add(1)
    await clock.advance(60 * second)
    const before = files.operations
    await clock.advance(3600 * second)
    expect(files.operations).toBe(before)
  })

  it('writes less than 1 MB a day for 20 meters that change all the time', async () => {
    const { files, clock, state } = await opened()
    const schema = z.strictObject({ version: z.literal(1), registerWh: z.number(), wallMs: z.number() })
    const meters = Array.from({ length: 20 }, (_, i) => ({
      total: state.total(`meter_number_${i}.energy`),
      kept: state.kept(`meter_number_${i}`, schema, { version: 1, registerWh: 9_000_000, wallMs: 0 }),
      powerW: 300 + 237.77 * i,
    }))
    for (let i = 0; i < meters.length; i++) state.resolve(`meter_number_${i}.energy`, 9000)
    const before = files.writtenBytes
    for (let ms = 0; ms < day; ms += 45 * second) {
      for (const { total, kept, powerW } of meters) {
        total.add((powerW * 45) / 3_600_000)
        kept.save({ version: 1, registerWh: Math.floor((total.value ?? 0) * 1000), wallMs: clock.wallMs() + (ms % 977) })
      }
      await clock.advance(45 * second)
    }
    const perDay = files.writtenBytes - before
    expect(perDay).toBeGreaterThan(300_000)
    expect(perDay).toBeLessThan(900_000)
  })

  it('does not mind wall clocks that jump', async () => {
    const { files, clock, state } = await opened()
    const total = state.total('boiler.energy')
    state.resolve('boiler.energy', null)
    for (const jumpMs of [3600 * second, -3600 * second, -clock.wallMs()]) {
      clock.jumpWall(jumpMs)
      total.add(1)
      await clock.advance(45 * second)
      expect(await survives(files, 'boiler.energy')).toBe(total.value)
    }
  })

  it('keeps what belongs to devices that have left the settings', async () => {
    const first = await opened()
    first.state.total('boiler.energy').add(5)
    first.state.resolve('boiler.energy', null)
    await first.state.close()
    const without = await opened(first.files.killed())
    without.state.total('oven.energy').add(1)
    await without.state.close()
    const again = await opened(without.files.killed())
    expect(again.state.total('boiler.energy').value).toBe(5)
  })

  it('stops with its signal', async () => {
    const { stop, running } = await opened()
    stop.abort()
    await expect(running).resolves.toBeUndefined()
  })
})

describe('what is shown of a total', () => {
  it('is flushed at once when it becomes known, when the broker was asked, and when it is set', async () => {
    const { clock, state } = await opened()
    const total = state.total('boiler.energy')
    const shown: (number | null)[] = []
    state.onFlushed(() => shown.push(total.durable), new AbortController().signal)
    state.resolve('boiler.energy', null)
    await clock.advance(1)
    total.begin(5)
    await clock.advance(1)
    total.set(3)
    await clock.advance(1)
    expect(shown).toEqual([null, 5, 3])
  })

  it('is not what is added while a flush is under way', async () => {
    const { state } = await opened()
    const total = state.total('boiler.energy')
    state.resolve('boiler.energy', null)
    total.add(1)
    const flushing = state.flush()
    await setImmediate()
    total.add(1)
    await flushing
    expect([total.value, total.durable]).toEqual([2, 1])
  })

  it('is told to listeners until their signal', async () => {
    const { clock, state } = await opened()
    const stop = new AbortController()
    let told = 0
    state.onFlushed(() => told++, stop.signal)
    await clock.advance(45 * second)
    stop.abort()
    await clock.advance(45 * second)
    expect(told).toBe(1)
  })

  it('ignores what cannot be a total at the broker, and says so', async () => {
    const { lines, state } = await opened()
    state.total('boiler.energy').begin(5)
    state.resolve('boiler.energy', NaN)
    expect(state.total('boiler.energy').value).toBe(5)
    expect(lines).toEqual(['warn The broker has NaN for boiler.energy, which is no total: it is ignored'])
  })
})

describe('a kept value', () => {
  const older = z.strictObject({ version: z.literal(0), wh: z.number() }).transform(({ wh }) => meter(wh))

  it('is what was saved last, for the driver started anew as well', async () => {
    const { state } = await opened()
    expect(state.kept('boiler', meterSchema, meter(null)).value).toEqual(meter(null))
    state.kept('boiler', meterSchema, meter(null)).save(meter(8))
    expect(state.kept('boiler', meterSchema, meter(null)).value).toEqual(meter(8))
  })

  it('of an older version is brought up to date by its schema', async () => {
    const first = await opened()
    first.state.kept('boiler', z.unknown(), null).save({ version: 0, wh: 9 })
    await first.state.close()
    const { state } = await opened(first.files.killed())
    expect(state.kept('boiler', z.union([meterSchema, older]), meter(null)).value).toEqual(meter(9))
  })

  it('that its schema refuses is begun anew, told once, and stays on the disk until another is saved', async () => {
    const first = await opened()
    first.state.kept('boiler', z.unknown(), null).save({ version: 9 })
    await first.state.close()
    const { state, lines, files } = await opened(first.files.killed())
    for (let i = 0; i < 3; i++) expect(state.kept('boiler', meterSchema, meter(null)).value).toEqual(meter(null))
    await state.close()
    expect(lines).toEqual(['warn What was kept of boiler cannot be used and is begun anew'])
    expect(files.text(path)).toContain('"version":9')
  })

  it('that its own schema would refuse at the next start is refused at once', async () => {
    const { state } = await opened()
    const kept = state.kept('boiler', meterSchema, meter(null))
    expect(() => kept.save(meter(NaN))).toThrow('expected number, received NaN')
    expect(kept.value).toEqual(meter(null))
  })
  it('that JSON cannot hold fails the device that saves it, and nobody else', async () => {
    const { state } = await opened()
    const kept = state.kept('boiler', z.unknown(), null)
    expect(() => kept.save(1n)).toThrow('BigInt')
    expect(() => kept.save(undefined)).toThrow(SyntaxError)
    await state.flush()
    expect(state.trouble).toBeNull()
  })
})

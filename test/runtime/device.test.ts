import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Devices } from '../../src/entities/devices.ts'
import { DeviceError } from '../../src/entities/errors.ts'
import { RunningDevice } from '../../src/runtime/device.ts'
import { CrashingFiles } from '../support/crashingFiles.ts'
import { aborted, demoDriver, demoSettings, type DemoLine } from '../support/demoDriver.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'
import { memoryState } from '../support/memoryState.ts'
import { portsOf } from '../support/ports.ts'

const never = () => new Promise<never>(() => undefined)

async function started(run: (line: DemoLine) => Promise<void>, files = new CrashingFiles()) {
  const clock = fakeClock()
  const { log, lines } = listedLog()
  const devices = new Devices()
  const state = await memoryState(clock, files)
  const stop = new AbortController()
  const world = { devices, state, clock, log, random: () => 0, keys: '' }
  const device = new RunningDevice(demoDriver(run), demoSettings('boiler'), portsOf({}), world, stop.signal)
  await clock.advance(0)
  return { clock, lines, devices, state, stop, device, shown: () => devices.get('boiler') }
}

describe('a running device', () => {
  it('is described before it runs, offline and unknown', async () => {
    const { shown } = await started(never)
    expect(shown()).toMatchObject({ online: false, values: { power: null, energy: null, limit: null, problem: false } })
  })

  it('is online with its first report', async () => {
    const { shown } = await started(async ({ report, signal }) => {
      report({ power: 12 })
      await aborted(signal)
    })
    expect(shown()).toMatchObject({ online: true, values: { power: 12 } })
  })

  it('goes offline with its values when it throws, says why, and is started again', async () => {
    let runs = 0
    const { clock, shown, lines } = await started(async ({ report, clock: time, signal }) => {
      report({ power: ++runs })
      await time.sleep(500, signal)
      throw new DeviceError('does not answer')
    })
    await clock.advance(600)
    expect(shown()).toMatchObject({ online: false, problem: 'does not answer', values: { power: null, problem: true } })
    await clock.advance(1000)
    expect(shown()).toMatchObject({ online: true, problem: null, values: { power: 2, problem: false } })
    expect(lines.filter((line) => !line.startsWith('debug'))).toEqual([
      'info boiler: online',
      'warn boiler: does not answer',
      'info boiler: works again',
    ])
  })

  it('ends what a failed attempt left running before the next one starts', async () => {
    const signals: AbortSignal[] = []
    const { clock } = await started(({ signal }) => {
      signals.push(signal)
      return Promise.reject(new DeviceError('x'))
    })
    await clock.advance(1100)
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true])
  })

  it('refuses a report for which it has no row, of a total, or of no number, as a fault of ours', async () => {
    const wrong = [{ powr: 1 }, { energy: 1 }, { reset: 1 }, { power: Number.NaN }, { power: Number.POSITIVE_INFINITY }]
    for (const reading of wrong) {
      const { shown, lines } = await started(async (line) => {
        const report: (reading: object) => void = line.report
        report(reading)
      })
      expect(shown()).toMatchObject({ online: false })
      expect(lines[0]).toMatch(/^error boiler: boiler reports .*fault of this program/)
    }
  })

  it('shows a total when it is on disk and compared with the broker’s, not before', async () => {
    const { state, shown } = await started(async ({ total, report, signal }) => {
      report({ power: 1 })
      total('energy').begin(100)
      total('energy').add(0.5)
      await aborted(signal)
    })
    await state.flush()
    expect(shown()?.values['energy']).toBeNull()
    state.resolve('boiler.energy', null)
    await state.flush()
    expect(shown()?.values['energy']).toBe(100.5)
  })

  it('keeps showing its total while it is offline', async () => {
    const { state, shown, clock } = await started(async ({ total }) => {
      total('energy').begin(100)
      return Promise.reject(new DeviceError('x'))
    })
    state.resolve('boiler.energy', null)
    await state.flush()
    await clock.advance(10)
    expect(shown()).toMatchObject({ online: false, values: { energy: 100 } })
  })

  it('sets a total by hand, online or not', async () => {
    const { state, device, shown } = await started(never)
    device.command('boiler', { entity: 'set_energy', value: 42 })
    await state.flush()
    expect(shown()?.values['energy']).toBe(42)
  })

  it('hands commands over in order while it is online, and refuses them while it is not', async () => {
    const got: unknown[] = []
    const { device, clock } = await started(async ({ commands, clock: time, report, signal }) => {
      await time.sleep(1000, signal)
      report({ power: 1 })
      for await (const command of commands) got.push(command)
    })
    expect(() => device.command('boiler', { entity: 'limit', value: 3 })).toThrow('boiler is offline and takes no commands')
    await clock.advance(1000)
    device.command('boiler', { entity: 'limit', value: 5 })
    device.command('boiler', { entity: 'reset' })
    await clock.advance(0)
    expect(got).toEqual([{ entity: 'limit', value: 5 }, { entity: 'reset' }])
  })

  it('refuses commands while it leaves things in order after the signal, and goes on telling its values', async () => {
    const { device, stop, clock, shown } = await started(async ({ report, signal, clock: time }) => {
      report({ power: 1 })
      await aborted(signal)
      await time.sleep(1000)
      report({ power: 2 })
      await time.sleep(1000)
    })
    stop.abort()
    await clock.advance(1500)
    expect(shown()).toMatchObject({ online: true, values: { power: 2 } })
    expect(() => device.command('boiler', { entity: 'limit', value: 3 })).toThrow('boiler is being stopped and takes no commands')
    await clock.advance(1000)
    await device.done
    expect(shown()).toMatchObject({ online: false, values: { power: null } })
  })

  it('tells attributes, each time that they differ, and keeps them over its runs', async () => {
    const told: string[] = []
    const { devices, shown, clock } = await started(async ({ attributes, clock: time, signal }) => {
      await time.sleep(500, signal)
      attributes('plan', { windows: [1, 2] })
      attributes('plan', { windows: [1, 2] })
      throw new DeviceError('x')
    })
    devices.listen((_, change) => told.push(change), new AbortController().signal)
    await clock.advance(600)
    expect(shown()).toMatchObject({ online: false, attributes: { plan: { windows: [1, 2] } } })
    await clock.advance(2000)
    expect(told.filter((change) => change === 'attributes')).toEqual(['attributes'])
  })

  it('refuses attributes of a row that has none, and limits of a row that it has not, as a fault of ours', async () => {
    const wrong = [
      ({ attributes }: DemoLine) => attributes('power', {}),
      (line: DemoLine) => {
        const side: { limit(this: void, row: string, limits: object): void } = line
        side.limit('powr', {})
      },
    ]
    for (const tell of wrong) {
      const { lines } = await started(async (line) => tell(line))
      expect(lines[0]).toMatch(/^error boiler: .*fault of this program/)
    }
  })

  it('is described anew where limits differ, and keeps what is known of it', async () => {
    const told: string[] = []
    const { devices, shown, clock } = await started(async ({ limit, report, clock: time, signal }) => {
      report({ power: 1, limit: 70 })
      await time.sleep(500, signal)
      limit('limit', { max: 60, unit: 'W' })
      limit('limit', { max: 60 })
      limit('energy', { unit: 'MWh' })
      await aborted(signal)
    })
    devices.listen((_, change) => told.push(change), new AbortController().signal)
    await clock.advance(500)
    expect(told).toEqual(['added', 'added'])
    expect(shown()).toMatchObject({
      online: true,
      values: { power: 1, limit: 70 },
      description: { rows: { limit: { min: 0, max: 60, step: 1, unit: 'W' }, set_energy: { unit: 'MWh' }, power: { unit: 'W' } } },
    })
  })

  it('flushes what it keeps to the disk when it wants to', async () => {
    const files = new CrashingFiles()
    const schema = z.number()
    let flushed = false
    await started(async ({ keep, signal }) => {
      const kept = keep(schema, 0)
      kept.save(7)
      await kept.flush()
      flushed = true
      await aborted(signal)
    }, files)
    expect(flushed).toBe(true)
    const after = await memoryState(fakeClock(), files.powerCut({ data: 'lost', names: 'lost' }))
    expect(after.kept('boiler', schema, 0).value).toBe(7)
  })

  it('finds what it has kept after a restart', async () => {
    const files = new CrashingFiles()
    const schema = z.strictObject({ version: z.literal(1), n: z.number() })
    const first = await started(async ({ keep, signal }) => {
      keep(schema, { version: 1, n: 0 }).save({ version: 1, n: 7 })
      await aborted(signal)
    }, files)
    first.stop.abort()
    await first.device.done
    await first.state.close()
    let found = 0
    await started(async ({ keep, signal }) => {
      found = keep(schema, { version: 1, n: 0 }).value.n
      await aborted(signal)
    }, files)
    expect(found).toBe(7)
  })

  it('ends with the signal, offline', async () => {
    const { stop, device, shown } = await started(async ({ report, signal }) => {
      report({ power: 1 })
      await aborted(signal)
    })
    stop.abort()
    await device.done
    expect(shown()).toMatchObject({ online: false, problem: null, values: { power: null } })
  })
})

import { describe, expect, it } from 'vitest'
import type { MeterPlan, RawWindow } from '../../../src/measure/power/window.ts'
import { breaks, noise, randoms, Sampler, sine, singlePhase, wave, type Signal } from './signals.ts'

const second = 1e6
const flat: Signal = () => 2048
/** One signal until a time, then the next. */
const then =
  (first: Signal, untilUs: number, next: Signal): Signal =>
  (us) =>
    us < untilUs ? first(us) : next(us)
const told = (windows: readonly RawWindow[]) =>
  windows.map(({ cycles, frequencyHz }) => (frequencyHz === null ? 'time' : `${cycles} at ${frequencyHz.toFixed(2)}`))
const lengths = (windows: readonly RawWindow[]) => windows.map(({ startUs, endUs }) => endUs - startUs)

describe('a voltage that comes and goes', () => {
  const current = sine(50, 100, 0)
  const voltage = then(then(sine(50, 700), 1.005 * second, flat), 1.7 * second, sine(60, 500, 2))
  const windows = new Sampler(singlePhase(1), { sweep: [0, 1], conversionUs: 50 }).until(3 * second, [voltage, current])
  const whole = windows.filter(({ cycles }) => cycles > 0)
  const blind = windows.filter(({ cycles }) => cycles === 0)

  it('leaves no time out', () => {
    expect(breaks(windows)).toEqual([])
    expect((windows.at(-1)?.endUs ?? 0) - (windows[0]?.startUs ?? 0)).toBeGreaterThan(2.7 * second)
  })

  it('is measured up to its last whole cycle', () => {
    const before = whole.filter(({ endUs }) => endUs < 1.7 * second)
    expect(before.at(-1)?.endUs).toBeCloseTo(second, -2)
    for (const { voltages, frequencyHz } of before) {
      expect(frequencyHz).toBeCloseTo(50, 3)
      expect(voltages[0]?.rms).toBeCloseTo(700, 1)
    }
  })

  it('is found again within two cycles, at another frequency', () => {
    const after = whole.filter(({ startUs }) => startUs > 1.7 * second)
    expect(after[0]?.startUs).toBeLessThan(1.7 * second + 2 * (second / 60))
    expect(new Set(told(after))).toEqual(new Set(['12 at 60.00']))
    for (const { voltages } of after) expect(voltages[0]?.rms).toBeCloseTo(500, 1)
  })

  it('is unknown meanwhile, in windows of 200 ms, while currents are still measured', () => {
    expect(lengths(blind).slice(0, 3)).toEqual([200_000, 200_000, 200_000].map((us) => expect.closeTo(us, 3)))
    for (const { frequencyHz, voltages, currents } of blind) {
      expect([frequencyHz, voltages[0]?.isWave, voltages[0]?.fundamental, currents[0]?.fundamental, currents[0]?.product]).toEqual([
        null,
        false,
        null,
        null,
        null,
      ])
    }
    for (const { currents } of blind.slice(0, 3)) expect(currents[0]?.rms).toBeCloseTo(100, 1)
  })

  it('may be away from the start', () => {
    const late = new Sampler(singlePhase(1), { sweep: [0, 1], conversionUs: 50 }).until(2 * second, [
      then(flat, second, sine(50, 300)),
      current,
    ])
    expect(late[0]?.startUs).toBeLessThan(1000)
    expect(told(late).slice(0, 4)).toEqual(['time', 'time', 'time', 'time'])
    expect(told(late).slice(-3)).toEqual(['10 at 50.00', '10 at 50.00', '10 at 50.00'])
    expect(breaks(late)).toEqual([])
  })

  it('may drift with its bias across the range', () => {
    const drifting = new Sampler(singlePhase(1), { sweep: [0, 1], conversionUs: 50 }).until(20 * second, [
      (us) => sine(50, 200, 0, 1000)(us) + us / 10_000,
      current,
    ])
    expect(new Set(told(drifting).map((window) => window.slice(0, 7)))).toEqual(new Set(['10 at 5']))
    expect(drifting.length).toBeGreaterThan(98)
  })

  it('may not be measured at all', () => {
    const plan: MeterPlan = { tracks: 1, voltages: [], currents: [{ track: 0, voltage: null, lag: 0 }] }
    const alone = new Sampler(plan, { sweep: [0] }).until(2 * second, [current])
    expect(alone).toHaveLength(9)
    expect(lengths(alone)).toEqual(Array.from({ length: 9 }, () => expect.closeTo(200_000, 3)))
    for (const { currents, frequencyHz } of alone) {
      expect([frequencyHz, currents[0]?.product]).toEqual([null, null])
      expect(currents[0]?.rms).toBeCloseTo(100, 1)
    }
  })
})

describe('what is no wave', () => {
  const measured = (voltage: Signal) => new Sampler(singlePhase(1), { sweep: [0, 1] }).until(3 * second, [voltage, sine(50, 300)])
  const expectNone = (windows: readonly RawWindow[]) => {
    expect(windows.length).toBeGreaterThan(10)
    expect(breaks(windows)).toEqual([])
    for (const { frequencyHz, cycles, voltages, currents } of windows) {
      expect([frequencyHz, cycles, voltages[0]?.isWave, currents[0]?.product]).toEqual([null, 0, false, null])
    }
  }

  it('is noise, weak or strong', () => {
    for (const [seed, sigma] of [
      [1, 1],
      [2, 8],
      [3, 60],
      [4, 400],
    ] as const) {
      // prettier-ignore
      const random = randoms(seed)
      expectNone(measured(() => Math.round(2048 + sigma * noise(random))))
    }
  })

  it('is a voltage that stands still, a sine of 15 counts, and one of 30, 80 or 400 Hz', () => {
    expectNone(measured(() => 2048))
    expectNone(measured(() => 4095))
    expectNone(measured(sine(50, 15)))
    expect(new Set(lengths(measured(sine(50.5, 10))).map(Math.round))).toEqual(new Set([200_000]))
    for (const hz of [30, 80, 100, 400]) expectNone(measured(sine(hz, 500)))
  })

  it('is what crosses in turns after 16 and after 23 ms: nothing is cut by it', () => {
    const limping: Signal = (us) => {
      const at = us % 39_000
      return 2048 + 700 * Math.sin(2 * Math.PI * (at < 16_000 ? at / 16_000 : (at - 16_000) / 23_000))
    }
    const windows = measured(limping)
    expectNone(windows)
    expect(lengths(windows)).toEqual(windows.map(() => expect.closeTo(200_000, 3)))
  })

  it('is a row of short pulses, but a square and a bent wave are waves', () => {
    expectNone(measured((us) => (us % 20_000 < 3000 ? 3000 : 2000)))
    for (const voltage of [
      (us: number) => (us % 20_000 < 10_000 ? 2500 : 1500),
      (us: number) => 1500 + Math.min(Math.max(4000 * Math.sin(us * 1e-4 * Math.PI), -600), 600),
    ]) {
      for (const { voltages } of measured(voltage)) expect(voltages[0]?.isWave).toBe(true)
    }
  })
})

describe('three phases', () => {
  const third = (2 * Math.PI) / 3
  const [r, s, t] = [sine(50, 700), sine(50, 600, -third), sine(50, 650, -2 * third)]
  const sampling = { sweep: [0, 3, 1, 4, 2, 5], conversionUs: 30 }
  const plan: MeterPlan = { tracks: 6, voltages: [0, 1, 2], currents: [0, 1, 2].map((k) => ({ track: 3 + k, voltage: k, lag: 0 })) }
  const active = (windows: readonly RawWindow[], k: number) => windows.map(({ currents }) => currents[k]?.product?.active ?? null)

  it('are each metered with their own voltage', () => {
    const windows = new Sampler(plan, sampling).until(2 * second, [
      r,
      s,
      t,
      sine(50, 100),
      sine(50, 100, -third - 1),
      sine(50, 100, -2 * third + Math.PI),
    ])
    for (const { currents } of windows) {
      expect(currents[0]?.product?.active).toBeCloseTo(70_000, -1)
      expect(currents[1]?.product?.active).toBeCloseTo(60_000 * Math.cos(1), -1)
      expect(currents[1]?.product?.fundamentalReactive).toBeCloseTo(60_000 * Math.sin(1), -1)
      expect(currents[2]?.product?.active).toBeCloseTo(-65_000, -1)
    }
  })

  it('go on when the one that tells the windows is lost, but for its own current', () => {
    // The second one crosses first.
    const currents = [0, 1, 2].map((k) => sine(50, 100, -k * third))
    const windows = new Sampler(plan, sampling).until(3 * second, [r, then(s, 1.503 * second, flat), t, ...currents])
    const after = windows.filter(({ startUs, cycles }) => startUs > 1.5 * second - 100 && cycles > 0)
    const blind = windows.filter(({ cycles }) => cycles === 0)
    expect(breaks(windows)).toEqual([])
    expect(blind.map(({ startUs, endUs }) => [startUs, endUs])).toEqual([
      [expect.closeTo(1.486667 * second, -2), expect.closeTo(1.5 * second, -2)],
    ])
    expect(new Set(active(after, 1))).toEqual(new Set([null]))
    for (const power of active(after, 0)) expect(power).toBeCloseTo(70_000, -1)
    expect(after.length).toBeGreaterThanOrEqual(6)
  })

  it('leave no scrap of time where another one takes over', () => {
    const near: MeterPlan = { tracks: 3, voltages: [0, 1], currents: [{ track: 2, voltage: 1, lag: 0 }] }
    const signals = [then(sine(50, 700), 1.005 * second, flat), sine(50, 700, -0.3), sine(50, 100)]
    const windows = new Sampler(near, { sweep: [0, 1, 2], conversionUs: 50 }).until(2 * second, signals)
    expect(breaks(windows)).toEqual([])
    expect(told(windows).filter((window) => window === 'time')).toHaveLength(1)
    expect(Math.min(...lengths(windows))).toBeGreaterThan(5000)
  })

  it('may drive by a lagging voltage that is not the one that tells the windows', () => {
    // The second one crosses first.
    const odd: MeterPlan = { tracks: 3, voltages: [0, 1], currents: [{ track: 2, voltage: 0, lag: 1 / 3 }] }
    const windows = new Sampler(odd, { sweep: [0, 1, 2], conversionUs: 50 }).until(second, [r, s, sine(50, 100, -third - 0.5)])
    for (const { currents } of windows) {
      expect(currents[0]?.product?.active).toBeCloseTo(70_000 * Math.cos(0.5), -1)
      expect(currents[0]?.product?.fundamentalActive).toBeCloseTo(70_000 * Math.cos(0.5), -1)
      expect(currents[0]?.product?.fundamentalReactive).toBeCloseTo(70_000 * Math.sin(0.5), -1)
    }
  })

  it('are told by another one when the first crosses in rhythm but is no wave', () => {
    // They cross first.
    const pulses: Signal = (us) => ((us + 16_000) % 20_000 < 3000 ? 3000 : 2000)
    const windows = new Sampler(plan, sampling).until(3 * second, [
      pulses,
      sine(51, 600),
      sine(51, 650),
      sine(51, 100),
      sine(51, 100),
      sine(51, 100),
    ])
    expect(new Set(told(windows).slice(2))).toEqual(new Set(['10 at 51.00']))
    for (const power of active(windows.slice(2), 1)) expect(power).toBeCloseTo(60_000, -1)
  })

  it('may share one measured voltage, which their own lags behind by 1/3 and 2/3, and by 1/2 on the other leg', () => {
    const lags = [0, 1 / 3, 2 / 3, 1 / 2]
    const lagging: MeterPlan = { tracks: 5, voltages: [0], currents: lags.map((lag, k) => ({ track: k + 1, voltage: 0, lag })) }
    for (const hz of [45, 50.3, 60, 65]) {
      const shape = [1, 3, 5].map((order) => ({ order, rms: [0, 700, 0, 20, 0, 30][order] ?? 0, phase: order }))
      const currents = lags.map(
        (lag) =>
        wave(hz, shape.map(({ order, rms, phase }) => ({ order, rms: rms / 2, phase: phase - order * 2 * Math.PI * lag - (order === 1 ? 0.6 : 0) }))), // prettier-ignore
      )
      const windows = new Sampler(lagging, { sweep: [0, 1, 0, 2, 0, 3, 0, 4] }).until(1.5 * second, [wave(hz, shape), ...currents])
      expect(windows.length).toBeGreaterThanOrEqual(6)
      for (const { currents: measured } of windows) {
        for (const current of measured) {
          expect((current.product?.active ?? NaN) / (700 * 350)).toBeCloseTo(Math.cos(0.6) + (20 * 20 + 30 * 30) / (700 * 700), 3)
          expect((current.product?.fundamentalActive ?? NaN) / (700 * 350)).toBeCloseTo(Math.cos(0.6), 3)
          expect((current.product?.fundamentalReactive ?? NaN) / (700 * 350)).toBeCloseTo(Math.sin(0.6), 3)
        }
      }
    }
  })
})

import { describe, expect, it } from 'vitest'
import { PowerMeter } from '../../../src/measure/power/powerMeter.ts'
import type { RawWindow } from '../../../src/measure/power/window.ts'
import { breaks, Sampler, sine, singlePhase, type Signal } from './signals.ts'

const second = 1e6
const flat: Signal = () => 2048

describe('samples that are wrong', () => {
  const signals = [sine(50, 600), sine(50, 300, -0.3)]
  const measured = (wrong: (signal: Signal, track: number) => Signal, batch = 27) =>
    new Sampler(singlePhase(1), { sweep: [0, 1], batch }).until(second, signals.map(wrong))
  /** Once, at 0.61 s, on this track. */
  const wildOn = (track: number, value: number) => {
    let isDone = false
    return (signal: Signal, on: number): Signal =>
      (us) => {
        if (on !== track || isDone || us < 0.61 * second) return signal(us)
        isDone = true
        return value
      }
  }

  it('do not disturb a reading where one stands alone', () => {
    for (const batch of [1, 27]) {
      const expected = measured((signal) => signal, batch)
      for (const [track, value] of [
        [0, 0],
        [0, 4095],
        [1, 0],
        [1, 4095],
      ] as const) {
        // prettier-ignore
        const windows = measured(wildOn(track, value), batch)
        expect(windows).toHaveLength(expected.length)
        windows.forEach((window, k) => {
          expect(window.endUs).toBeCloseTo(expected[k]?.endUs ?? 0, 0)
          expect((window.currents[0]?.rms ?? 0) / 300).toBeCloseTo(1, 4)
          expect((window.voltages[0]?.rms ?? 0) / 600).toBeCloseTo(1, 4)
          expect(window.currents[0]?.clipped).toBe(0)
        })
      }
    }
  })

  it('stand still on one channel, and it reads 0, the others as ever', () => {
    for (const window of measured((signal, track) => (track === 1 ? () => 1234 : signal))) {
      expect(window.currents[0]).toMatchObject({ mean: expect.closeTo(1234, 6), rms: expect.closeTo(0, 6), noise: 0, clipped: 0 })
      expect(window.currents[0]?.product?.active).toBeCloseTo(0, 6)
      expect(window.voltages[0]?.rms).toBeCloseTo(600, 1)
    }
  })

  it('are counted at either end of the range', () => {
    const clipping: Signal = (us) => Math.min(Math.max(Math.round(sine(50, 1500)(us)), 0), 4095)
    const [window] = measured((signal, track) => (track === 1 ? clipping : signal))
    const share = 1 - (2 / Math.PI) * Math.asin(2046.5 / (1500 * Math.SQRT2))
    const { clipped, samples } = window?.currents[0] ?? { clipped: NaN, samples: NaN }
    expect(clipped / samples).toBeCloseTo(share, 2)
    expect(window?.voltages[0]?.clipped).toBe(0)
  })

  it('are counted by the range of another converter', () => {
    const narrow = new Sampler(singlePhase(1), { sweep: [0, 1] }, { range: 1024 }).until(second, [sine(50, 300, 0, 512), () => 1022])
    expect(narrow[0]?.currents[0]?.clipped).toBe(narrow[0]?.currents[0]?.samples)
    const low = new Sampler(singlePhase(2), { sweep: [0, 1, 2] }).until(second, [sine(50, 300), () => 1, () => 2])
    expect(low[0]?.currents.map(({ clipped, samples }) => clipped / samples)).toEqual([1, 0])
  })
})

describe('samples that are missing', () => {
  const signals = [sine(50, 600), sine(50, 300)]

  it('end the window at the last whole cycle before, and begin a new one behind', () => {
    const sampler = new Sampler(singlePhase(1), { sweep: [0, 1] })
    const before = sampler.until(0.493 * second, signals)
    const goneUs = sampler.nowUs
    sampler.meter.interrupt()
    before.push(...sampler.closed())
    sampler.nowUs += 12_345
    const after = sampler.until(1.5 * second, signals)
    expect(breaks(before)).toEqual([])
    expect(breaks(after)).toEqual([])
    expect(before.at(-1)?.endUs).toBeLessThanOrEqual(goneUs)
    expect(before.at(-1)?.endUs).toBeCloseTo(480_000, -1)
    expect(after[0]?.startUs).toBeGreaterThan(goneUs + 12_345)
    expect(after[0]?.startUs).toBeLessThan(goneUs + 12_345 + 20_100)
    for (const { currents } of [...before, ...after]) expect((currents[0]?.product?.active ?? 0) / 180_000).toBeCloseTo(1, 4)
  })

  it('leave nothing to give out where no cycle was whole, nor where there was no sample at all', () => {
    const sampler = new Sampler(singlePhase(1), { sweep: [0, 1] })
    sampler.meter.interrupt()
    expect(sampler.meter.close(0)).toBeNull()
    const windows: RawWindow[] = []
    for (let k = 0; k < 50; k++) {
      windows.push(...sampler.until(sampler.nowUs + 15_000, signals))
      sampler.meter.interrupt()
      windows.push(...sampler.closed())
    }
    expect(windows).toEqual([])
  })

  it('wait for a whole cycle of history where a voltage lags', () => {
    const sampler = new Sampler(singlePhase(1, 2 / 3), { sweep: [0, 1] })
    sampler.until(0.5 * second, signals)
    sampler.meter.interrupt()
    sampler.closed()
    sampler.nowUs += 50_000
    const beganUs = sampler.nowUs
    const [window] = sampler.until(beganUs + second, signals)
    expect((window?.startUs ?? 0) - beganUs).toBeGreaterThan((20_000 * 2) / 3)
    expect((window?.currents[0]?.product?.active ?? 0) / 180_000).toBeCloseTo(Math.cos((4 * Math.PI) / 3), 3)
  })

  it('include time windows, of what there is', () => {
    const sampler = new Sampler(singlePhase(1), { sweep: [0, 1] })
    const windows = sampler.until(0.5 * second, [flat, sine(50, 300)])
    sampler.meter.interrupt()
    windows.push(...sampler.closed())
    expect(breaks(windows)).toEqual([])
    expect(windows.at(-1)?.endUs).toBeGreaterThan(0.498 * second)
  })

  it('are the oldest when nobody asks for windows, at the highest rate', () => {
    const sampler = new Sampler(singlePhase(1), { sweep: [0, 1], gapUs: () => 0 })
    sampler.until(0.5 * second, signals)
    while (sampler.nowUs < 3.3 * second) sampler.batch(signals)
    const windows = [...sampler.closed(), ...sampler.until(4 * second, signals)]
    expect(windows[0]?.startUs).toBeGreaterThan(2.5 * second)
    expect(windows[0]?.startUs).toBeLessThan(3.2 * second)
    expect(breaks(windows)).toEqual([])
    for (const { currents, frequencyHz } of windows) {
      expect(frequencyHz).toBeCloseTo(50, 3)
      expect((currents[0]?.product?.active ?? 0) / 180_000).toBeCloseTo(1, 4)
    }
  })

  it('are no more than others when somebody asks late, whatever happened meanwhile', () => {
    const sampling = { sweep: [0, 1], conversionUs: 125, batch: 8 }
    const away: Signal = (us) => (us > 0.6 * second && us < 0.7 * second ? 2048 : sine(50, 600)(us))
    const asked = new Sampler(singlePhase(1), sampling).until(1.3 * second, [away, sine(50, 300)])
    const late = new Sampler(singlePhase(1), sampling)
    while (late.nowUs < 1.3 * second) late.batch([away, sine(50, 300)])
    const cut = ({ startUs, endUs, cycles }: RawWindow) => [startUs, endUs, cycles]
    expect(late.closed().map(cut)).toEqual(asked.map(cut))
    expect(asked.filter(({ cycles }) => cycles === 0)).toHaveLength(1)
  })

  it('are all of a channel that is not sampled', () => {
    const meter = new PowerMeter(singlePhase(2))
    const windows: RawWindow[] = []
    for (let us = 0; us < second; us += 250) {
      meter.add(0, us, sine(50, 600)(us))
      meter.add(1, us + 100, sine(50, 300)(us + 100))
      for (let window = meter.close(us + 100); window !== null; window = meter.close(us + 100)) windows.push(window)
    }
    expect(windows.length).toBeGreaterThan(3)
    for (const { currents } of windows) expect([currents[1]?.samples, currents[1]?.product]).toEqual([0, null])
  })
})

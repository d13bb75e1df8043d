import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawCurrent, RawWindow } from '../../../src/measure/power/window.ts'
import { breaks, converted, powerOf, randoms, rmsOf, Sampler, sine, singlePhase, sixCurrents, wave, type Harmonic } from './signals.ts'

const accuracy = 2e-4
const second = 1e6

const phase = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true })
const share = fc.double({ min: 0, max: 1, noNaN: true })
/** A fundamental and the 3rd, 5th and 7th harmonic up to these shares of it. */
const harmonics = (least: number, most: number, shares: readonly number[]) =>
  fc
    .tuple(fc.double({ min: least, max: most, noNaN: true }), ...[1, ...shares].map(() => fc.tuple(share, phase)))
    .map(([rms, ...parts]): Harmonic[] =>
      parts.map(([part, at], k) => ({ order: 2 * k + 1, rms: k === 0 ? rms : rms * part * (shares[k - 1] ?? 0), phase: at })),
    )
const voltage = harmonics(200, 1000, [0.04, 0.05, 0.03])
const current = harmonics(50, 900, [0.3, 0.2, 0.1])

/** By how much a value is off, as a share of something. */
const off = (value: number | null | undefined, expected: number, whole: number) => Math.abs(((value ?? NaN) - expected) / whole)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('whole windows of sines and harmonics, sampled one after the other with gaps', () => {
  const house = fc.record({
    hz: fc.double({ min: 45, max: 65, noNaN: true }),
    voltage,
    currents: fc.array(current, { minLength: 6, maxLength: 6 }),
    bias: fc.double({ min: 1950, max: 2150, noNaN: true }),
    fromUs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    longestGapUs: fc.integer({ min: 20, max: 300 }),
    seed: fc.nat(),
  })

  it('read as the closed form says: frequency, rms, active power with its sign, fundamentals', () => {
    fc.assert(
      fc.property(house, ({ hz, voltage: driving, currents, bias, fromUs, longestGapUs, seed }) => {
        const random = randoms(seed)
        const sampler = new Sampler(singlePhase(6), { sweep: sixCurrents, fromUs, gapUs: () => 20 + random() * (longestGapUs - 20) })
        const signals = [driving, ...currents].map((parts, k) => wave(hz, parts, bias + 3 * k))
        const windows = sampler.until(fromUs + 0.9 * second, signals)
        expect(windows.length).toBeGreaterThanOrEqual(3)
        for (const window of windows) compare(window, hz, driving, currents, bias)
      }),
      { numRuns: 60 },
    )
  })

  function compare(
    window: RawWindow,
    hz: number,
    driving: readonly Harmonic[],
    currents: readonly (readonly Harmonic[])[],
    bias: number,
  ): void {
    expect(window.voltages[0]?.isWave).toBe(true)
    expect(off(window.frequencyHz, hz, hz)).toBeLessThan(accuracy)
    expect(off(window.voltages[0]?.rms, rmsOf(driving), rmsOf(driving))).toBeLessThan(accuracy)
    currents.forEach((parts, k) => compareCurrent(window.currents[k], driving, parts, bias + 3 * (k + 1)))
  }

  function compareCurrent(measured: RawCurrent | undefined, driving: readonly Harmonic[], parts: readonly Harmonic[], bias: number): void {
    const [rms, apparent] = [rmsOf(parts), rmsOf(driving) * rmsOf(parts)]
    const [v1, i1] = [driving[0], parts[0]]
    if (v1 === undefined || i1 === undefined) throw new Error('no fundamental')
    const turned = v1.phase - i1.phase
    expect(off(measured?.rms, rms, rms)).toBeLessThan(accuracy)
    expect(off(measured?.mean, bias, rms)).toBeLessThan(accuracy)
    expect(off(measured?.fundamental, i1.rms, i1.rms)).toBeLessThan(accuracy)
    expect(off(measured?.product?.active, powerOf(driving, parts), apparent)).toBeLessThan(accuracy)
    expect(off(measured?.product?.fundamentalActive, v1.rms * i1.rms * Math.cos(turned), apparent)).toBeLessThan(accuracy)
    expect(off(measured?.product?.fundamentalReactive, v1.rms * i1.rms * Math.sin(turned), apparent)).toBeLessThan(accuracy)
  }

  it('are not biased by gaps of up to a millisecond after every batch', () => {
    const random = randoms(7)
    const driving: Harmonic[] = [1, 3, 5, 7].map((order) => ({ order, rms: [0, 800, 0, 30, 0, 40, 0, 20][order] ?? 0, phase: order }))
    const parts: Harmonic[] = [1, 3, 5, 7].map((order) => ({
      order,
      rms: [0, 500, 0, 120, 0, 80, 0, 40][order] ?? 0,
      phase: order * order,
    }))
    const sampler = new Sampler(singlePhase(6), { sweep: sixCurrents, gapUs: () => 20 + 980 * random() })
    const windows = sampler.until(60 * second, [wave(50, driving), ...Array.from({ length: 6 }, () => wave(50, parts))])
    const apparent = rmsOf(driving) * rmsOf(parts)
    for (let k = 0; k < 6; k++) {
      expect(Math.abs(mean(windows.map(({ currents }) => currents[k]?.rms ?? 0)) / rmsOf(parts) - 1)).toBeLessThan(2 * accuracy)
      const active = mean(windows.map(({ currents }) => currents[k]?.product?.active ?? NaN))
      expect(Math.abs(active - powerOf(driving, parts)) / apparent).toBeLessThan(2 * accuracy)
    }
    for (const { frequencyHz } of windows) expect(off(frequencyHz, 50, 50)).toBeLessThan(accuracy / 2)
  })

  it('count the voltage once in its cycles: 10 at 50 Hz, 12 at 60 Hz, or as many as asked for', () => {
    const cycles = (hz: number, options?: { cycles: number }) =>
      new Sampler(singlePhase(1), { sweep: [0, 1] }, options).until(second, [sine(hz, 500), sine(hz, 100)])[0]?.cycles
    expect([cycles(45), cycles(50), cycles(60), cycles(65)]).toEqual([9, 10, 12, 13])
    expect([cycles(50, { cycles: 1 }), cycles(50, { cycles: 30 })]).toEqual([1, 30])
  })

  it('take a current that lags for positive reactive power, and one that flows back for negative active power', () => {
    const product = (at: number) =>
      new Sampler(singlePhase(1), { sweep: [0, 1] }).until(second, [sine(50, 500), sine(50, 100, at)])[0]?.currents[0]?.product
    expect(product(-Math.PI / 2)?.fundamentalReactive).toBeCloseTo(50_000, -2)
    expect(product(Math.PI / 2)?.fundamentalReactive).toBeCloseTo(-50_000, -2)
    expect(product(Math.PI)?.active).toBeCloseTo(-50_000, -2)
    expect(product(Math.PI)?.fundamentalActive).toBeCloseTo(-50_000, -2)
  })
})

describe('a 12-bit converter with 1 LSB of noise', () => {
  const random = randoms(3)
  const sampled = (hz: number, rms: number, at: number) => {
    const signals = [converted(sine(hz, 700), random), ...Array.from({ length: 6 }, () => converted(sine(hz, rms, at, 2051.3), random))]
    return new Sampler(singlePhase(6), { sweep: sixCurrents }).until(20 * second, signals)
  }

  it('reads sines as they are, in the mean of many windows', () => {
    const windows = sampled(50, 400, -0.5)
    const currents = windows.flatMap((window) => window.currents)
    expect(Math.abs(mean(currents.map(({ rms }) => rms)) / 400 - 1)).toBeLessThan(accuracy)
    expect(Math.abs(mean(currents.map(({ product }) => product?.active ?? NaN)) / (700 * 400) - Math.cos(0.5))).toBeLessThan(accuracy)
    expect(Math.abs(mean(currents.map(({ product }) => product?.fundamentalReactive ?? NaN)) / (700 * 400) - Math.sin(0.5))).toBeLessThan(
      accuracy,
    )
    for (const { frequencyHz } of windows) expect(Math.abs((frequencyHz ?? 0) / 50 - 1)).toBeLessThan(accuracy)
  })

  it('reads next to nothing on an open clamp, and a load of 2 counts as that', () => {
    const open = sampled(60, 0, 0).flatMap((window) => window.currents)
    expect(mean(open.map(({ rms }) => rms))).toBeLessThan(0.25)
    expect(mean(open.map((channel) => channel.noise))).toBeCloseTo(Math.sqrt(1 + 1 / 12), 1)
    expect(Math.abs(mean(open.map(({ product }) => product?.active ?? NaN)))).toBeLessThan(700 * 0.01)
    const small = sampled(60, 2, 0).flatMap((window) => window.currents)
    expect(mean(small.map(({ rms }) => rms))).toBeCloseTo(2, 1)
    expect(mean(small.map(({ product }) => product?.active ?? NaN)) / 1400).toBeCloseTo(1, 1)
  })

  it('takes no more noise off than 3 counts', () => {
    const noisy = new Sampler(singlePhase(1), { sweep: [0, 1] }).until(5 * second, [sine(50, 500), converted(() => 2048, random, 20)])
    expect(mean(noisy.map(({ currents }) => currents[0]?.noise ?? 0))).toBeCloseTo(20, 0)
    expect(mean(noisy.map(({ currents }) => currents[0]?.rms ?? 0))).toBeGreaterThan(19)
  })

  it('takes less than 0.01 % off a pure sine of any amplitude at 225 us', () => {
    for (const rms of [5, 50, 500]) {
      const windows = new Sampler(singlePhase(6), { sweep: sixCurrents, gapUs: () => 0 }).until(second, [
        sine(65, 700),
        ...Array.from({ length: 6 }, () => sine(65, rms)),
      ])
      for (const { currents } of windows) expect(Math.abs((currents[0]?.rms ?? 0) / rms - 1)).toBeLessThan(1e-4)
    }
  })
})

describe('windows over a long time', () => {
  it('abut, and their energy adds up, while the load swings', () => {
    const swing = 2 * Math.PI * 0.37e-6
    const load = sine(49.97, 300, -0.4, 0)
    const sampler = new Sampler(singlePhase(1), { sweep: [0, 1], conversionUs: 100, batch: 8 })
    const windows = sampler.until(100 * second, [sine(49.97, 700), (us) => 2048 + load(us) * (1 + 0.5 * Math.sin(swing * us))])
    const [from, to] = [windows[0]?.startUs ?? 0, windows.at(-1)?.endUs ?? 0]
    const counted = windows.reduce(
      (sum, { startUs, endUs, currents }) => sum + (endUs - startUs) * (currents[0]?.product?.active ?? NaN),
      0,
    )
    const expected = 700 * 300 * Math.cos(0.4) * (to - from + (0.5 / swing) * (Math.cos(swing * from) - Math.cos(swing * to)))
    expect(breaks(windows)).toEqual([])
    expect(windows.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(Math.round((to - from) * 49.97e-6))
    expect(to - from).toBeGreaterThan(99 * second)
    expect(Math.abs(counted / expected - 1)).toBeLessThan(1e-4)
  })

  it('follow a frequency that drifts from 45 to 65 Hz', () => {
    // 0.5 Hz a second.
    const turns = (us: number) => 45e-6 * us + 0.25e-12 * us * us
    const drifting = (rms: number, at: number) => (us: number) => 2048 + Math.SQRT2 * rms * Math.sin(2 * Math.PI * turns(us) + at)
    const windows = new Sampler(singlePhase(1), { sweep: [0, 1], conversionUs: 50, batch: 16 }).until(40 * second, [
      drifting(700, 1),
      drifting(300, 2),
    ])
    expect(breaks(windows)).toEqual([])
    expect(new Set(windows.map(({ cycles }) => cycles))).toEqual(new Set([9, 10, 11, 12, 13]))
    for (const { startUs, endUs, frequencyHz, currents } of windows) {
      const hz = 45 + 0.25e-6 * (startUs + endUs)
      expect(Math.abs((frequencyHz ?? 0) / hz - 1)).toBeLessThan(accuracy)
      expect(Math.abs((currents[0]?.product?.active ?? NaN) / (700 * 300) - Math.cos(1))).toBeLessThan(5e-4)
    }
  })

  it('are the same after an hour as at its start, and nothing grows', () => {
    const cycle = Array.from({ length: 40 }, (_, k) => 2048 + Math.round(1000 * Math.sin((2 * Math.PI * (k + 0.3)) / 40)))
    const { meter } = new Sampler(singlePhase(1), { sweep: [0, 1] })
    const begun = process.memoryUsage()
    const rms = new Set<string>()
    let [windows, endUs, broken] = [0, 0, 0]
    for (let k = 0; k < 3600 * 2000; k++) {
      const value = cycle[k % 40] ?? 0
      meter.add(0, k * 500, value)
      meter.add(1, k * 500 + 125, value)
      if (k % 4 !== 3) continue
      const window = meter.close(k * 500 + 125)
      if (window === null) continue
      if (windows > 0 && window.startUs !== endUs) broken++
      windows++
      endUs = window.endUs
      rms.add((window.currents[0]?.rms ?? 0).toFixed(3))
    }
    const now = process.memoryUsage()
    expect([windows, broken, rms.size]).toEqual([17_999, 0, 1])
    expect(now.arrayBuffers).toBeLessThanOrEqual(begun.arrayBuffers)
    expect(now.heapUsed - begun.heapUsed).toBeLessThan(64e6)
  })
})

import { describe, expect, it } from 'vitest'
import { type Signal, signalOf, signalSchema, wholeCycles } from './signal.ts'

const at = (signal: Signal): ((atUs: number) => number) => signalOf(signalSchema.parse(signal))
const sine = (samples: number, perCycle: number, shift = 0) =>
  Array.from({ length: samples }, (_, index) => 1000 * Math.sin((2 * Math.PI * (index - shift)) / perCycle))

describe('a described signal', () => {
  it('stands still where it has a bias alone', () => {
    expect([0, 1e6, 1e12].map(at({ biasCounts: 2048 }))).toEqual([2048, 2048, 2048])
  })

  it('is a sine with its harmonics about its bias', () => {
    const value = at({ biasCounts: 2000, amplitudeCounts: 100, phaseRad: Math.PI / 2, harmonics: [{ order: 3, amplitudeCounts: 10 }] })
    expect(value(0)).toBeCloseTo(2100, 6)
    expect(value(5_000)).toBeCloseTo(1990, 6)
    expect(value(1e12 + 5_000)).toBeCloseTo(1990, 3)
  })

  it('has normally distributed noise of the deviation asked for', () => {
    const value = at({ biasCounts: 2048, noiseCounts: 3 })
    const values = Array.from({ length: 100_000 }, (_, index) => value(index) - 2048)
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length
    const deviation = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length)
    const neighbours = values.reduce((sum, one, index) => sum + one * (values[index - 1] ?? 0), 0) / values.length
    expect(mean).toBeCloseTo(0, 1)
    expect(neighbours).toBeCloseTo(0, 0)
    expect(deviation).toBeCloseTo(3, 1)
    expect(values.filter((one) => Math.abs(one) < 3).length / values.length).toBeCloseTo(0.683, 2)
  })

  it('plays a recording again and again between zero crossings, without a step and without a change of phase', () => {
    const samplesCounts = sine(1000, 128.37, 10.25)
    const loop = wholeCycles(samplesCounts)
    expect(loop.first).toBeCloseTo(10.25, 2)
    expect(loop.length).toBeCloseTo(7 * 128.37, 2)
    const value = at({ biasCounts: 0, played: { samplesCounts, sampleRateHz: 6400, loop } })
    const errors = Array.from({ length: 5000 }, (_, index) => {
      const atUs = 1e9 + 97 * index
      const position = ((atUs * 6400) / 1e6) % loop.length
      return Math.abs(value(atUs) - 1000 * Math.sin((2 * Math.PI * position) / 128.37))
    })
    expect(Math.max(...errors)).toBeLessThan(0.3)
  })

  it('refuses a recording without a whole cycle', () => {
    expect(() => wholeCycles(sine(100, 128))).toThrow('no whole cycle')
  })
})

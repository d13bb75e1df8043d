import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Track } from '../../../src/measure/power/track.ts'
import { Weights } from '../../../src/measure/power/weights.ts'
import { whiteNoise } from '../../../src/measure/power/whiteNoise.ts'
import { noise, randoms } from './signals.ts'

/** Samples of a curve at these distances. */
function sampled(spacingsUs: readonly number[], curve: (us: number) => number): Track {
  const track = new Track(spacingsUs.length)
  let us = 0
  for (const spacingUs of spacingsUs) track.add((us += spacingUs), curve(us))
  return track
}

function integral(track: Track, startUs: number, endUs: number): number {
  const weights = new Weights(track.times.length)
  weights.weigh(track, startUs, endUs)
  let sum = 0
  for (let i = weights.from; i <= weights.to; i++) sum += (weights.weights[i] ?? 0) * (track.values[i] ?? 0)
  return sum
}

const spacings = fc.array(fc.double({ min: 20, max: 1200, noNaN: true }), { minLength: 60, maxLength: 60 })
const even = fc.array(fc.double({ min: 200, max: 600, noNaN: true }), { minLength: 60, maxLength: 60 })
const share = fc.double({ min: 0, max: 1, noNaN: true })
const endOf = (spacingsUs: readonly number[]) => spacingsUs.reduce((sum, us) => sum + us, 0)

describe('the time that each sample stands for', () => {
  it('adds up to the window, and integrates a straight line exactly, at any spacing and between any ends', () => {
    fc.assert(
      fc.property(spacings, share, share, (spacingsUs, a, b) => {
        const track = sampled(spacingsUs, (us) => us)
        const [from, length] = [track.times[0] ?? 0, endOf(spacingsUs) - (track.times[0] ?? 0)]
        const [start, end] = [from + Math.min(a, b) * length, from + Math.max(a, b) * length]
        expect(integral(track, start, end)).toBeCloseTo((end * end - start * start) / 2, 2)
        expect(integral(sampled(spacingsUs, () => 1), start, end)).toBeCloseTo(end - start, 6) // prettier-ignore
      }),
    )
  })

  it('is shared without loss between windows that abut', () => {
    const random = randoms(5)
    fc.assert(
      fc.property(even, share, (spacingsUs, at) => {
        const track = sampled(spacingsUs, () => 100 * noise(random))
        const end = endOf(spacingsUs)
        const middle = (0.3 + 0.4 * at) * end
        // A few samples on either side of the ends tell all but a trace of how the curve bends there.
        const parts = integral(track, 0.2 * end, middle) + integral(track, middle, 0.8 * end)
        expect(Math.abs(parts - integral(track, 0.2 * end, 0.8 * end))).toBeLessThan(50)
      }),
    )
  })

  it('follows a curve across a gap', () => {
    const angular = (2 * Math.PI) / 10_000
    const track = sampled(Array.from({ length: 120 }, (_, k) => (k % 3 === 0 ? 1000 : 225)), (us) => Math.sin(angular * us)) // prettier-ignore
    for (let start = 5000; start < 15_000; start += 137) {
      const expected = (Math.cos(angular * start) - Math.cos(angular * (start + 31_415))) / angular
      expect(Math.abs(integral(track, start, start + 31_415) - expected)).toBeLessThan(10)
    }
  })

  it('is that of the outermost sample beyond all samples', () => {
    expect(integral(sampled([100, 100, 100], () => 3), 0, 1000)).toBeCloseTo(3000, 6) // prettier-ignore
    expect(integral(sampled([100], () => 3), 0, 1000)).toBeCloseTo(3000, 6) // prettier-ignore
    expect(integral(sampled([100], () => 3), 200, 300)).toBeCloseTo(300, 6) // prettier-ignore
    expect(integral(sampled([], () => 3), 0, 1000)).toBe(0) // prettier-ignore
  })
})

describe('white noise', () => {
  const random = randoms(11)
  const estimated = (spacing: (k: number) => number, curve: (us: number) => number) => {
    const track = sampled(Array.from({ length: 3000 }, (_, k) => spacing(k)), (us) => curve(us) + 2 * noise(random)) // prettier-ignore
    return whiteNoise(track, 0, 2999)
  }
  const mains = (us: number) => 1000 * Math.sin(100e-6 * Math.PI * us)

  it('is told at even spacing, with small gaps and with large ones', () => {
    expect(estimated(() => 225, mains)).toBeCloseTo(2, 0)
    expect(estimated((k) => (k % 3 === 0 ? 265 : 225), mains)).toBeCloseTo(2, 0)
    expect(estimated((k) => (k % 3 === 0 ? 700 : 75), mains)).toBeCloseTo(2, 0)
  })

  it('is not made of harmonics', () => {
    const bent = (us: number) => [1, 3, 5, 7].reduce((sum, order) => sum + (30 / order) * Math.sin(order * 100e-6 * Math.PI * us), 0)
    const track = sampled(Array.from({ length: 900 }, (_, k) => (k % 3 === 0 ? 265 : 225)), bent) // prettier-ignore
    expect(whiteNoise(track, 0, 899)).toBeLessThan(0.3)
    const gapped = sampled(Array.from({ length: 900 }, (_, k) => (k % 5 === 0 ? 1225 : 225)), bent) // prettier-ignore
    expect(whiteNoise(gapped, 0, 899)).toBeLessThan(0.5)
  })

  it('is not guessed from a few samples', () => {
    expect(whiteNoise(sampled([100, 100, 100, 100], (us) => us % 200), 0, 3)).toBe(0) // prettier-ignore
  })
})

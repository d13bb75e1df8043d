import { describe, expect, it } from 'vitest'
import { interpolated, reach } from '../../../bench/metering/sinc.ts'

const samples = 200
const sampled = (of: (at: number) => number) => Float64Array.from({ length: samples }, (_, at) => of(at))
const positions = Float64Array.from({ length: 500 }, (_, i) => reach + (i * (samples - 2 * reach - 1)) / 500)

describe('the band-limited curve through samples', () => {
  it.each([0.01, 0.1, 0.25, 0.4, 0.43])('is the sine that was sampled, at %s of the sampling rate', (rate) => {
    const sine = (at: number) => Math.sin(2 * Math.PI * rate * at + 1)
    const [curve = positions] = interpolated([sampled(sine)], positions)
    for (const [i, position] of positions.entries()) expect(Math.abs((curve[i] ?? NaN) - sine(position))).toBeLessThan(2e-4)
  })

  it('goes through the samples', () => {
    const noise = sampled((at) => (7919 * at ** 2) % 31)
    const at = Float64Array.of(reach, 100, samples - reach - 1)
    const [curve = at] = interpolated([noise], at)
    for (const [i, position] of at.entries()) expect(curve[i]).toBeCloseTo(noise[position] ?? NaN, 9)
  })

  it('keeps signals that were sampled together together', () => {
    const [first = positions, second = positions] = interpolated([sampled((at) => at), sampled(() => 5)], Float64Array.of(100.25))
    expect(first[0]).toBeCloseTo(100.25, 3)
    expect(second[0]).toBeCloseTo(5, 12)
  })
})

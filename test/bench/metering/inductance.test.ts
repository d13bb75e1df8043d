import { describe, expect, it } from 'vitest'
import { Curve } from '../../../bench/metering/curve.ts'
import { throughInductance } from '../../../bench/metering/inductance.ts'

const cycles = 5
const points = cycles * 1024
const turn = 2 * Math.PI
const degrees = turn / 360

const wave = (of: (cycle: number) => number) =>
  new Curve(
    Float64Array.from({ length: points }, (_, i) => of((i * cycles) / points)),
    100_000,
  )

describe('a transformer with one inductance', () => {
  it.each([1, 3, 5])('leads by less at harmonic %i, as a high-pass of first order does', (harmonic) => {
    const lead = Math.atan(Math.tan(2 * degrees) / harmonic)
    const output = throughInductance(
      wave((cycle) => Math.sin(turn * harmonic * cycle)),
      2,
      { cycles },
    )
    const expected = wave((cycle) => Math.cos(lead) * Math.sin(turn * harmonic * cycle + lead))
    for (const [i, value] of expected.points.entries()) expect(output.points[i]).toBeCloseTo(value, 5)
  })

  it('passes nothing that stands still', () => {
    const output = throughInductance(
      wave(() => 7),
      2,
      { cycles },
    )
    expect(Math.max(...output.points.map(Math.abs))).toBeCloseTo(0, 9)
  })

  it('changes nothing without a lead', () => {
    const input = wave((cycle) => Math.sin(turn * cycle))
    expect(throughInductance(input, 0, { cycles }).points).toEqual(input.points)
  })
})

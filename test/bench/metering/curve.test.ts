import { describe, expect, it } from 'vitest'
import { Curve } from '../../../bench/metering/curve.ts'

describe('a curve', () => {
  it('goes through its points and repeats', () => {
    const curve = new Curve(Float64Array.of(1, 5, -2, 7, 0), 100)
    expect([0, 20, 40, 60, 80, 100, 560].map((atUs) => curve.at(atUs))).toEqual(
      [1, 5, -2, 7, 0, 1, 7].map((value) => expect.closeTo(value, 9)),
    )
  })

  it('is a cubic between its points', () => {
    const cubic = (x: number) => 2 * x ** 3 - 5 * x ** 2 + x - 3
    const curve = new Curve(
      Float64Array.from({ length: 10 }, (_, x) => cubic(x)),
      10,
    )
    expect([1.5, 4.2, 7.99].map((x) => curve.at(x))).toEqual([1.5, 4.2, 7.99].map((x) => expect.closeTo(cubic(x), 9)))
  })

  it('goes on smoothly where it repeats', () => {
    const sine = (atUs: number) => Math.sin((2 * Math.PI * atUs) / 640)
    const curve = new Curve(
      Float64Array.from({ length: 64 }, (_, i) => sine(10 * i)),
      640,
    )
    for (const atUs of [1, 5, 9, 631, 635, 639, 645]) expect(curve.at(atUs)).toBeCloseTo(sine(atUs), 5)
  })
})

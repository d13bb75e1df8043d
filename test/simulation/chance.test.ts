import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance, wander } from '../../src/simulation/chance.ts'

describe('chance that is always the same', () => {
  it('lies between 0 and 1, evenly', () => {
    const drawn = Array.from({ length: 20_000 }, (_, at) => chance(3, at))
    const tenths = Array.from({ length: 10 }, (_, tenth) => drawn.filter((value) => Math.floor(value * 10) === tenth).length)
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })

  it('is the same for the same numbers and another for others', () => {
    expect(chance(1, 2, 3)).toBe(chance(1, 2, 3))
    expect(chance(1, 2, 3)).not.toBe(chance(1, 3, 2))
  })

  it('wanders without a jump', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (wallMs) => {
        const [before, after] = [wander(1, wallMs, 60_000), wander(1, wallMs + 100, 60_000)]
        expect(Math.abs(before)).toBeLessThanOrEqual(1)
        expect(Math.abs(after - before)).toBeLessThan(0.01)
      }),
    )
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchCycle } from '../../../src/hardware/sampling/batchCycle.ts'

describe('the batches of a sweep', () => {
  test('are as many whole sweeps as fit', () => {
    expect(batchCycle(3, 32)).toEqual([
      { first: 0, conversions: 30 },
      { first: 0, conversions: 30 },
    ])
  })

  test('are parts as equal as can be where no sweep fits', () => {
    expect(batchCycle(40, 32)).toEqual([
      { first: 0, conversions: 20 },
      { first: 20, conversions: 20 },
    ])
    expect(batchCycle(7, 3).map(({ first }) => first)).toEqual([0, 3, 5])
  })

  test('go through the sweep without a gap, none longer than allowed, at least two', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 600 }), (sweepLength, most) => {
        const cycle = batchCycle(sweepLength, most)
        let due = 0
        for (const { first, conversions } of cycle) {
          expect([first, conversions >= 1, conversions <= most]).toEqual([due, true, true])
          due = (due + conversions) % sweepLength
        }
        expect([due, cycle.length >= 2]).toEqual([0, true])
      }),
    )
  })
})

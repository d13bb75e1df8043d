import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockingTimes } from '../../../src/hardware/linux/clockingTime.ts'

describe('the time of a batch', () => {
  test('is what was measured, at first', () => {
    expect(clockingTimes()(30, 1000, 1900)).toEqual({ startUs: 1000, endUs: 1900 })
  })

  test('is the shortest seen, in the middle of what was measured', () => {
    const placed = clockingTimes()
    placed(30, 0, 800)
    const { startUs, endUs } = placed(30, 1000, 2000)
    expect(startUs).toBeCloseTo(1100, 0)
    expect(endUs).toBeCloseTo(1900, 0)
  })

  test('is learnt for each length by itself', () => {
    const placed = clockingTimes()
    placed(15, 0, 400)
    expect(placed(30, 1000, 1900)).toEqual({ startUs: 1000, endUs: 1900 })
  })

  test('follows a machine that has become slower within a few thousand batches', () => {
    const placed = clockingTimes()
    const lengthUs = (callUs: number, measuredUs: number) => {
      const { startUs, endUs } = placed(30, callUs, callUs + measuredUs)
      return endUs - startUs
    }
    lengthUs(0, 800)
    expect(lengthUs(1000, 1000)).toBeCloseTo(800, 0)
    for (let at = 2; at < 2000; at++) lengthUs(at * 1000, 1000)
    expect(lengthUs(2_000_000, 1000)).toBeGreaterThan(970)
  })

  test('hardly grows between two that were clean', () => {
    const placed = clockingTimes()
    placed(30, 0, 800)
    for (let at = 1; at < 50; at++) placed(30, at * 1000, at * 1000 + 900)
    const { startUs, endUs } = placed(30, 60_000, 61_000)
    expect(endUs - startUs).toBeLessThan(800 * 1.006)
  })

  test('never overlaps the one before, nor goes back', () => {
    const steps = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.double({ min: 1, max: 1e4, noNaN: true }), fc.integer({ min: 1, max: 3 })),
    )
    fc.assert(
      fc.property(steps, (batches) => {
        const placed = clockingTimes()
        let [nowUs, overUs] = [0, 0]
        for (const [waitUs, measuredUs, conversions] of batches) {
          const callUs = nowUs + waitUs
          nowUs = callUs + measuredUs
          const { startUs, endUs } = placed(conversions, callUs, nowUs)
          expect([startUs >= overUs, endUs > startUs, endUs <= nowUs]).toEqual([true, true, true])
          overUs = endUs
        }
      }),
    )
  })
})

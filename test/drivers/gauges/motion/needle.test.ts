import { describe, expect, test } from 'vitest'
import { shortestTravelS, type MotionLimits } from '../../../../src/drivers/gauges/motion/limits.ts'
import { Needle } from '../../../../src/drivers/gauges/motion/needle.ts'
import type { Approach } from '../../../../src/drivers/gauges/motion/aim.ts'

const limits: MotionLimits = { speedStepsPerS: 7200, accelerationStepsPerS2: 60_000 }
const damped = (smoothingMs: number): Approach => ({ smoothingMs, backlashSteps: 0, lowestSteps: 0 })
const fromBelow = (backlashSteps: number): Approach => ({ smoothingMs: 0, backlashSteps, lowestSteps: 0 })

interface Given {
  readonly timesUs: readonly number[]
  /** Where it stood after each. */
  readonly positions: readonly number[]
  readonly durationUs: number
}

/** Everything up to rest, in pieces of 20 ms. */
function toRest(needle: Needle): Given {
  const timesUs: number[] = []
  const positions: number[] = []
  let steps = needle.positionSteps
  let durationUs = 0
  while (!needle.atRest) {
    const pieceUs = Math.min(20_000, needle.movesForUs)
    for (const { atUs, direction } of needle.advance(pieceUs)) {
      timesUs.push(durationUs + atUs)
      positions.push((steps += direction))
    }
    durationUs += pieceUs
  }
  return { timesUs, positions, durationUs }
}

function moved(fromSteps: number, toSteps: number, within = limits, approach?: Approach): Given {
  const needle = new Needle(fromSteps)
  needle.aim(toSteps, within, approach)
  return toRest(needle)
}

describe('a needle', () => {
  test('rests where it begins', () => {
    const needle = new Needle(100)
    expect([needle.positionSteps, needle.targetSteps, needle.atRest, needle.movesForUs]).toEqual([100, 100, true, 0])
    expect(needle.advance(20_000)).toEqual([])
  })

  test.each([1, 2, 50, 864, 865, 3600])('goes %i steps in the shortest time, there and back', (distance) => {
    const shortestUs = shortestTravelS(distance, limits) * 1e6
    for (const way of [moved(0, distance), moved(distance, 0)]) {
      expect(way.durationUs).toBeGreaterThanOrEqual(shortestUs)
      expect(way.durationUs).toBeLessThanOrEqual(shortestUs + 1)
      expect(way.positions).toHaveLength(distance)
    }
  })

  test('steps three quarters of a step after the position before', () => {
    expect(moved(0, 1, { speedStepsPerS: 10, accelerationStepsPerS2: 1e9 }).timesUs).toEqual([75_000])
  })

  test('gives the same steps in pieces of any length', () => {
    const needle = new Needle(0)
    needle.aim(700, limits)
    const timesUs: number[] = []
    for (let beginUs = 0, pieceUs = 1; !needle.atRest; beginUs += pieceUs, pieceUs = (pieceUs * 7) % 997) {
      for (const { atUs } of needle.advance(pieceUs)) timesUs.push(beginUs + atUs)
    }
    expect(timesUs).toEqual(moved(0, 700).timesUs)
  })

  test('turns round without a jump, and gives no two opposite steps within two milliseconds', () => {
    const needle = new Needle(0)
    needle.aim(3000, limits)
    needle.advance(100_000)
    const peak = needle.positionSteps
    needle.aim(0, limits)
    const { positions, timesUs } = toRest(needle)
    const turn = positions.indexOf(Math.max(...positions))
    expect(positions[turn]).toBeCloseTo(peak + 6000 ** 2 / 120_000, -1)
    expect((timesUs[turn + 1] ?? 0) - (timesUs[turn] ?? 0)).toBeGreaterThan(2_000)
    expect(positions.at(-1)).toBe(0)
  })

  test('that is asked for the same again goes on as it was', () => {
    const needle = new Needle(0)
    const timesUs: number[] = []
    for (let beginUs = 0; beginUs === 0 || !needle.atRest; beginUs += 20_000) {
      needle.aim(500, { ...limits }, damped(100))
      for (const { atUs } of needle.advance(20_000)) timesUs.push(beginUs + atUs)
    }
    expect(timesUs).toEqual(moved(0, 500, limits, damped(100)).timesUs)
  })

  test('that is too fast for a new limit slows down to it first', () => {
    const needle = new Needle(0)
    needle.aim(3600, limits)
    needle.advance(200_000)
    needle.aim(3600, { ...limits, speedStepsPerS: 1000 })
    const { timesUs } = toRest(needle)
    // From 7200 to 1000 steps/s at 60 000 steps/s².
    const slow = timesUs.filter((atUs) => atUs > 103_400)
    expect(Math.min(...slow.slice(1).map((atUs, index) => atUs - (slow[index] ?? 0)))).toBe(1000)
  })

  test('that may speed up less than before still does not go further than it would have', () => {
    const needle = new Needle(0)
    needle.aim(1000, limits)
    needle.advance(150_000)
    needle.aim(1000, { speedStepsPerS: 7200, accelerationStepsPerS2: 5_000 })
    const { positions } = toRest(needle)
    expect(Math.max(...positions)).toBe(1000)
    expect(positions.at(-1)).toBe(1000)
  })

  test('says where it can stop', () => {
    const needle = new Needle(0)
    needle.aim(3600, limits)
    needle.advance(60_000)
    // 108 steps of speeding up, and as many of slowing down.
    expect(needle.stopSteps).toBe(216)
    needle.aim(needle.stopSteps, limits)
    expect(toRest(needle).durationUs).toBe(60_000)
    expect([needle.positionSteps, needle.stopSteps]).toEqual([216, 216])
  })

  test('that was stopped dead stands where it is, and can be told where that is', () => {
    const needle = new Needle(0)
    needle.aim(3600, limits)
    needle.advance(60_000)
    expect(() => needle.place(0)).toThrow('moves')
    needle.stopDead()
    expect([needle.positionSteps, needle.targetSteps, needle.atRest]).toEqual([108, 108, true])
    needle.place(7)
    expect([needle.positionSteps, needle.targetSteps]).toEqual([7, 7])
    needle.aim(3600, limits)
    expect(needle.atRest).toBe(false)
  })

  test.each([
    [0.5, limits],
    [Number.NaN, limits],
    [5, { speedStepsPerS: 0, accelerationStepsPerS2: 1 }],
    [5, { speedStepsPerS: 1, accelerationStepsPerS2: Number.NaN }],
  ])('refuses %d within %j', (targetSteps, within) => expect(() => new Needle(0).aim(targetSteps, within)).toThrow(Error))
})

describe('a damped needle', () => {
  const { timesUs, positions, durationUs } = moved(0, 1000, limits, damped(200))
  const afterUs = (steps: number) => timesUs[positions.indexOf(steps)] ?? Number.NaN

  test('comes nearer by the same part in the same time', () => {
    // e times as near after each time constant: 400, 147 and 54 steps away.
    expect(afterUs(853) - afterUs(600)).toBeCloseTo(200_000, -4)
    expect(afterUs(946) - afterUs(853)).toBeCloseTo(200_000, -4)
  })

  test('never overshoots, and ends on the target', () => {
    expect(Math.max(...positions)).toBe(1000)
    expect(positions).toHaveLength(1000)
    expect(durationUs).toBeLessThan(2_500_000)
  })

  test('leaves the fastest way only where it has to', () => {
    expect(afterUs(100)).toBe(moved(0, 2000).timesUs[99])
  })

  test('that is too fast for a new limit slows down to it first', () => {
    const needle = new Needle(0)
    needle.aim(26, { speedStepsPerS: 7200, accelerationStepsPerS2: 7_400 })
    needle.advance(60_000)
    needle.aim(51, { speedStepsPerS: 100, accelerationStepsPerS2: 58_000 }, damped(87))
    const slow = toRest(needle).timesUs.filter((atUs) => atUs > 6_000)
    expect(Math.min(...slow.slice(1).map((atUs, index) => atUs - (slow[index] ?? 0)))).toBeGreaterThanOrEqual(9_999)
  })

  test('of no time constant to speak of is not damped', () => {
    expect(moved(0, 1000, limits, damped(1))).toEqual(moved(0, 1000))
  })
})

describe('a needle with backlash', () => {
  test('goes down by way of a little further down', () => {
    const { positions } = moved(500, 300, limits, fromBelow(20))
    expect(Math.min(...positions)).toBe(280)
    expect(positions.slice(-20)).toEqual(Array.from({ length: 20 }, (_, index) => 281 + index))
  })

  test('goes up straight', () => expect(moved(0, 300, limits, fromBelow(20))).toEqual(moved(0, 300)))

  test('goes no further down than it may', () => expect(Math.min(...moved(500, 5, limits, fromBelow(20)).positions)).toBe(0))

  test('ends on the lowest position without any way up', () => expect(moved(500, 0, limits, fromBelow(20))).toEqual(moved(500, 0)))

  test('that was sent up again too soon goes further down first', () => {
    const needle = new Needle(500)
    needle.aim(300, limits, fromBelow(20))
    while (needle.positionSteps > 285) needle.advance(1_000)
    needle.aim(needle.positionSteps + 5, limits, fromBelow(20))
    const lowest = needle.targetSteps - 20
    expect(Math.min(...toRest(needle).positions)).toBe(lowest)
  })

  test('does not come again where it has arrived', () => {
    const needle = new Needle(500)
    needle.aim(300, limits, fromBelow(20))
    toRest(needle)
    needle.aim(300, { ...limits, speedStepsPerS: 100 }, fromBelow(20))
    expect(needle.atRest).toBe(true)
  })
})

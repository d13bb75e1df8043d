import { describe, expect, test } from 'vitest'
import { homingMoves } from '../../../../src/drivers/gauges/motion/homing.ts'
import { Rig } from './rig.ts'

const everywhere = Array.from({ length: 3781 }, (_, steps) => steps)

/** Where a motor rests that was homed from `startSteps`. */
function homed(startSteps: number, fromSteps: number | null): { needle: number; rotor: number } {
  const rig = new Rig([startSteps])
  rig.home(0, fromSteps)
  rig.rest()
  return { needle: rig.needle(0).positionSteps, rotor: rig.motor(0).positionSteps(rig.atUs) }
}

describe('homing', () => {
  test('from anywhere ends at the stop', () => {
    const sample = everywhere.filter((steps) => steps % 37 === 0 || steps < 26 || steps > 3754)
    for (const steps of sample) expect(homed(steps, null), `from ${steps}`).toEqual({ needle: 0, rotor: 0 })
  })

  test('from a remembered position ends at the stop', () => {
    for (const steps of everywhere.filter((each) => each % 19 === 0))
      expect(homed(steps, steps), `from ${steps}`).toEqual({ needle: 0, rotor: 0 })
  })

  test('also from one that was remembered a little too low', () => {
    for (const steps of everywhere.filter((each) => each % 23 === 0)) {
      expect(homed(steps, Math.max(0, steps - 36)), `from ${steps}`).toEqual({ needle: 0, rotor: 0 })
    }
  })

  test.each([60, 150, 600, 2400, 3600, 7200])('at %i steps/s ends at the stop', (speedStepsPerS) => {
    for (const steps of [0, 1, 12, 13, 100, 1111, 2000, 3600, 3779, 3780]) {
      const rig = new Rig([steps])
      rig.home(0, speedStepsPerS < 600 ? steps : null, undefined, speedStepsPerS)
      rig.rest()
      expect(rig.motor(0).positionSteps(rig.atUs), `from ${steps}`).toBe(0)
    }
  })

  test('again and again ends at the same place, at whatever step of its turn it begins', () => {
    const rig = new Rig([0])
    for (let steps = 0; steps < 60; steps++) {
      rig.needle(0).aim(steps, { speedStepsPerS: 1000, accelerationStepsPerS2: 20_000 })
      rig.playAll()
      rig.home(0, steps)
      rig.rest()
      expect(rig.motor(0).positionSteps(rig.atUs)).toBe(0)
    }
  })

  test('after it the needle goes where it is sent', () => {
    const rig = new Rig([1234])
    rig.home(0, null)
    rig.needle(0).aim(3600, { speedStepsPerS: 7200, accelerationStepsPerS2: 60_000 })
    rig.playAll()
    rig.rest()
    expect(rig.motor(0).positionSteps(rig.atUs)).toBe(3600)
  })

  test.each([
    { fromSteps: null, phaseSteps: 0, least: 3780 + 48 },
    { fromSteps: 0, phaseSteps: 0, least: 48 },
    { fromSteps: 100, phaseSteps: 100, least: 148 },
    { fromSteps: 3000, phaseSteps: -7, least: 3048 },
  ])('goes beyond the stop and ends in the phase of RESET: $fromSteps, $phaseSteps', ({ least, ...options }) => {
    const moves = homingMoves({ ...options, limits: { speedStepsPerS: 1200, accelerationStepsPerS2: 60_000 } })
    const end = moves.at(-1)?.targetSteps ?? Number.NaN
    expect(Math.abs((options.phaseSteps + end) % 24)).toBe(0)
    expect(-end).toBeGreaterThanOrEqual(least)
    expect(-end).toBeLessThan(least + 72 + 24)
    expect((moves[0]?.targetSteps ?? 0) - end).toBe(48)
  })

  test.each([
    [{ speedStepsPerS: 1200, accelerationStepsPerS2: 60_000 }, 1200, 150, 12_000],
    [{ speedStepsPerS: 120, accelerationStepsPerS2: 1200 }, 120, 120, 1200],
  ])('is gentle, and keeps within %o', (limits, fast, slow, accelerationStepsPerS2) => {
    expect(homingMoves({ fromSteps: null, phaseSteps: 0, limits }).map(({ limits: kept }) => kept)).toEqual([
      { speedStepsPerS: fast, accelerationStepsPerS2 },
      { speedStepsPerS: slow, accelerationStepsPerS2 },
    ])
  })
})

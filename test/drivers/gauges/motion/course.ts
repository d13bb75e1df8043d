import * as fc from 'fast-check'
import type { Approach } from '../../../../src/drivers/gauges/motion/aim.ts'
import type { MotionLimits } from '../../../../src/drivers/gauges/motion/limits.ts'

/** What happens to one of four needles, and how many pieces are played after it. */
export interface Act {
  readonly what: 'aim' | 'stop' | 'rest' | 'home' | 'homeRemembered'
  readonly needle: number
  readonly targetSteps: number
  readonly limits: MotionLimits
  readonly approach: Approach
  readonly pieces: number
}

const lowestSteps = 0
export const highestSteps = 3780

const limits = fc.record({
  speedStepsPerS: fc.oneof(fc.constant(7200), fc.integer({ min: 100, max: 7200 })),
  accelerationStepsPerS2: fc.oneof(fc.constant(60_000), fc.integer({ min: 5_000, max: 200_000 })),
})

const approach = fc.record({
  smoothingMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 150 })),
  backlashSteps: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  lowestSteps: fc.constant(lowestSteps),
})

const what = fc.oneof(
  { weight: 40, arbitrary: fc.constant('aim' as const) },
  { weight: 3, arbitrary: fc.constant('stop' as const) },
  { weight: 3, arbitrary: fc.constant('rest' as const) },
  { weight: 2, arbitrary: fc.constant('homeRemembered' as const) },
  { weight: 1, arbitrary: fc.constant('home' as const) },
)

const act: fc.Arbitrary<Act> = fc.record({
  what,
  needle: fc.integer({ min: 0, max: 3 }),
  targetSteps: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 600 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: highestSteps }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 12, highestSteps - 1, highestSteps) },
  ),
  limits,
  approach,
  pieces: fc.integer({ min: 0, max: 8 }),
})

export const course: fc.Arbitrary<readonly Act[]> = fc.array(act, { minLength: 3, maxLength: 10 })

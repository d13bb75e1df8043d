import type { MotionLimits } from './limits.ts'

/** How a needle comes to its target. */
export interface Approach {
  /** Like a damped instrument of that time constant; 0: by the shortest way. */
  readonly smoothingMs: number
  /** Always from below, by so many steps at the least; 0: from either side. */
  readonly backlashSteps: number
  /** No further down than here for that. */
  readonly lowestSteps: number
}

export const straight: Approach = { smoothingMs: 0, backlashSteps: 0, lowestSteps: 0 }

/** What a needle is asked for. */
export interface Aim {
  readonly targetSteps: number
  readonly limits: MotionLimits
  readonly approach: Approach
}

export function isSame(one: Aim, other: Aim): boolean {
  return (
    one.targetSteps === other.targetSteps &&
    one.limits.speedStepsPerS === other.limits.speedStepsPerS &&
    one.limits.accelerationStepsPerS2 === other.limits.accelerationStepsPerS2 &&
    one.approach.smoothingMs === other.approach.smoothingMs &&
    one.approach.backlashSteps === other.approach.backlashSteps &&
    one.approach.lowestSteps === other.approach.lowestSteps
  )
}

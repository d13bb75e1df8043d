import { travelSteps } from '../scale.ts'
import type { MotionLimits } from './limits.ts'

export interface HomingMove {
  /** From where the needle was said to be when homing began. */
  readonly targetSteps: number
  readonly limits: MotionLimits
}

export interface HomingOptions {
  /** Where the needle was last known to be; null: anywhere. */
  readonly fromSteps: number | null
  /** Steps that the field has made since RESET, or since the needle stood at 0. */
  readonly phaseSteps: number
  /** Of the blind way, which is gentler still, and slow at its end. */
  readonly limits: MotionLimits
}

/** One turn of the rotor, after which the field is the same again. */
export const turnSteps = 24
/** So far the needle may be from where it was last known: the rotor falls into the field up to half a turn away. */
const marginSteps = 2 * turnSteps
/** At the end, slowly enough for the rotor to follow each step, whatever it did at the stop before. */
const slowSteps = 2 * turnSteps

const slowSpeedStepsPerS = 150
/** Nobody knows whether the needle is free to move. */
const gentleStepsPerS2 = 12_000

/**
 * The blind way down to the stop, after which the needle stands at 0. It ends with the field as it was at RESET, so that the rotor rests
 * right at the stop, at the same place every time.
 */
export function homingMoves({ fromSteps, phaseSteps, limits }: HomingOptions): readonly HomingMove[] {
  const { speedStepsPerS } = limits
  const accelerationStepsPerS2 = Math.min(gentleStepsPerS2, limits.accelerationStepsPerS2)
  const leastSteps = (fromSteps ?? travelSteps) + marginSteps + slowSteps
  const downSteps = phaseSteps + turnSteps * Math.ceil((leastSteps - phaseSteps) / turnSteps)
  return [
    { targetSteps: slowSteps - downSteps, limits: { speedStepsPerS, accelerationStepsPerS2 } },
    { targetSteps: -downSteps, limits: { speedStepsPerS: Math.min(slowSpeedStepsPerS, speedStepsPerS), accelerationStepsPerS2 } },
  ]
}

import type { Aim } from './aim.ts'
import type { Play } from './play.ts'
import { travel } from './travel.ts'
import { Way } from './way.ts'

/** What a needle does at one instant. */
export interface Motion {
  /** Where it is; the steps given out are up to three quarters of one behind. */
  readonly steps: number
  readonly speedStepsPerS: number
  /** The acceleration it was planned with. */
  readonly accelerationStepsPerS2: number
}

/** A step is given this far before a whole one. As that is less than half, a needle that turns round gives no two opposite steps at once. */
export const aheadSteps = 0.25

/** The way from a motion to rest on the target. `positionSteps`: the steps given out so far. */
export function plan({ targetSteps, limits, approach }: Aim, motion: Motion, positionSteps: number, play: Play): Way {
  const way = new Way(motion.steps, motion.speedStepsPerS)
  const accelerationStepsPerS2 = Math.max(limits.accelerationStepsPerS2, motion.accelerationStepsPerS2)
  const turnsAt = turnSteps({ ...motion, accelerationStepsPerS2 }, positionSteps, targetSteps)
  const detourSteps = play.detourSteps(positionSteps, turnsAt, targetSteps)
  const other = { limits, smoothingS: approach.smoothingMs / 1000, brakingStepsPerS2: accelerationStepsPerS2 }
  if (detourSteps !== null) travel(way, { targetSteps: detourSteps, ...other })
  travel(way, { targetSteps, ...other })
  return way
}

/** Where it can come to rest. */
export function stopAt({ steps, speedStepsPerS, accelerationStepsPerS2 }: Motion): number {
  return speedStepsPerS === 0 ? steps : steps + (speedStepsPerS * Math.abs(speedStepsPerS)) / (2 * accelerationStepsPerS2)
}

/** Which step is given last before it turns round; where it need not, the one given last. */
function turnSteps(motion: Motion, positionSteps: number, targetSteps: number): number {
  const stopSteps = stopAt(motion)
  if (motion.speedStepsPerS >= 0) return stopSteps <= targetSteps + aheadSteps ? positionSteps : Math.ceil(stopSteps)
  return Math.min(positionSteps, Math.ceil(stopSteps - aheadSteps))
}

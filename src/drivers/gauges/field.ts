import { turnSteps } from './motion/homing.ts'

/** A rotor that stands half-way between two places where the field begins anew could turn either way. */
const halfTurnSteps = 2

/** Where a rotor turns to that stands there when the field begins anew. */
export const nearestBeginSteps = (steps: number): number => Math.round(steps / turnSteps) * turnSteps + 0

/** The nearest step from which it is certain where that is; of two the lower one, which no stop is in the way of. */
export function clearOfHalfTurn(steps: number): number {
  const beyond = (steps % turnSteps) - turnSteps / 2
  return Math.abs(beyond) > halfTurnSteps ? steps : steps - beyond + (beyond > 0 ? 1 : -1) * (halfTurnSteps + 1)
}

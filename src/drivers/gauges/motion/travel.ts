import type { MotionLimits } from './limits.ts'
import type { Way } from './way.ts'

export interface Travel {
  readonly targetSteps: number
  readonly limits: MotionLimits
  /** The time constant of a damped approach; 0: as fast as the limits allow. */
  readonly smoothingS: number
  /** What the motion so far was entitled to brake with: where the limit is lower now, more may be needed to stay within the range. */
  readonly brakingStepsPerS2: number
}

/** The last of a damped approach is a plain stop, as a speed that decays never gets there. */
const lastSteps = 1
/** What was planned to stop on the target still does, however it was rounded. */
const rounding = 1 + 1e-6

/**
 * Continues a way to rest on the target: in the shortest time for a needle that has mass, by braking, speeding up, coasting and braking.
 * A damped one leaves the shortest way where its speed comes to the remaining distance divided by the time constant.
 */
export function travel(way: Way, { targetSteps, limits, smoothingS, brakingStepsPerS2 }: Travel): void {
  const { accelerationStepsPerS2 } = limits
  const braking = Math.max(accelerationStepsPerS2, brakingStepsPerS2)
  const needed = neededStepsPerS2(way, targetSteps)
  if (needed > accelerationStepsPerS2 * rounding) {
    if (needed <= braking * rounding) return way.stop(targetSteps)
    way.change(0, braking)
  } else if (needed > accelerationStepsPerS2) {
    return way.stop(targetSteps)
  }
  approach(way, targetSteps, limits, smoothingS ** 2 * accelerationStepsPerS2 > lastSteps ? smoothingS : 0)
}

/** What it takes to stop on the target without turning round. */
function neededStepsPerS2({ steps, speedStepsPerS }: Way, targetSteps: number): number {
  if (speedStepsPerS === 0) return 0
  const ahead = (targetSteps - steps) * Math.sign(speedStepsPerS)
  return ahead > 0 ? speedStepsPerS ** 2 / (2 * ahead) : Number.POSITIVE_INFINITY
}

/** From rest, or from a motion that can stop on the target. */
function approach(way: Way, targetSteps: number, limits: MotionLimits, smoothingS: number): void {
  const { speedStepsPerS: limit, accelerationStepsPerS2: acceleration } = limits
  const direction = Math.sign(targetSteps - way.steps)
  if (Math.abs(way.speedStepsPerS) > limit) way.change(direction * limit, acceleration)
  const distance = Math.abs(targetSteps - way.steps)
  const speed = Math.abs(way.speedStepsPerS)
  const spare = distance - speed ** 2 / (2 * acceleration)
  const dampedSteps = (from: number) => stoppingSteps(from, acceleration, smoothingS)
  if (distance < dampedSteps(speed)) {
    way.change(direction * meetingSpeed(spare, acceleration, smoothingS), acceleration)
  } else {
    const peak = Math.min(limit, peakSpeed(distance, speed, acceleration, smoothingS))
    way.change(direction * peak, acceleration)
    way.coast(targetSteps - direction * dampedSteps(peak))
    if (smoothingS > 0) way.change(direction * Math.min(peak, acceleration * smoothingS), acceleration)
  }
  if (smoothingS > 0) way.decay(targetSteps, lastSteps, smoothingS)
  way.stop(targetSteps)
}

/** How far before the target a needle of that speed begins to slow down: first at the full acceleration, then as the damping has it. */
function stoppingSteps(speed: number, acceleration: number, smoothingS: number): number {
  if (speed <= acceleration * smoothingS) return speed * smoothingS
  return speed ** 2 / (2 * acceleration) + (acceleration * smoothingS ** 2) / 2
}

/** The highest speed from which the distance still suffices, reached from `speed`. */
function peakSpeed(distance: number, speed: number, acceleration: number, smoothingS: number): number {
  const damped = acceleration * smoothingS
  const squared = acceleration * distance + (speed ** 2 - damped ** 2) / 2
  if (squared >= damped ** 2) return Math.sqrt(squared)
  return Math.sqrt(damped ** 2 + speed ** 2 + 2 * acceleration * distance) - damped
}

/** The speed at which braking, with `spare` steps left over at its end, meets the damped approach. */
function meetingSpeed(spare: number, acceleration: number, smoothingS: number): number {
  const squared = Math.max(0, smoothingS ** 2 - (2 * Math.max(0, spare)) / acceleration)
  return acceleration * (smoothingS - Math.sqrt(squared))
}

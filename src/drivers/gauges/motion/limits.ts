/** What a needle may be asked for. Microsteps, 12 to the degree. */
export interface MotionLimits {
  readonly speedStepsPerS: number
  readonly accelerationStepsPerS2: number
}

/** Throws an Error where a limit is not above 0. */
export function checkLimits({ speedStepsPerS, accelerationStepsPerS2 }: MotionLimits): void {
  if (!(speedStepsPerS > 0) || !(accelerationStepsPerS2 > 0)) {
    throw new Error(`limits of ${speedStepsPerS} steps/s and ${accelerationStepsPerS2} steps/s² are none to move by`)
  }
}

/** How long the fastest way takes within the limits, from rest to rest, in seconds. */
export function shortestTravelS(distanceSteps: number, { speedStepsPerS, accelerationStepsPerS2 }: MotionLimits): number {
  const rampsSteps = speedStepsPerS ** 2 / accelerationStepsPerS2
  if (distanceSteps < rampsSteps) return 2 * Math.sqrt(distanceSteps / accelerationStepsPerS2)
  return distanceSteps / speedStepsPerS + speedStepsPerS / accelerationStepsPerS2
}

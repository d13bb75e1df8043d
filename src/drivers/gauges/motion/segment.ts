/** A part of a way in closed form: one acceleration throughout, or a speed that decays. It never turns round. Times are after the begin of the way. */
export interface Segment {
  readonly beginUs: number
  readonly endUs: number
  readonly fromSteps: number
  readonly toSteps: number
  /** At its begin; below 0: downwards. */
  readonly speedStepsPerS: number
  /** Where the speed decays: the most there is, at its begin. */
  readonly accelerationStepsPerS2: number
  /** After so long a decaying speed has fallen to 1/e; 0: the acceleration is constant. */
  readonly decayS: number
}

export function positionAt({ beginUs, fromSteps, speedStepsPerS, accelerationStepsPerS2, decayS }: Segment, atUs: number): number {
  const passedS = (atUs - beginUs) / 1e6
  if (decayS > 0) return fromSteps - speedStepsPerS * decayS * Math.expm1(-passedS / decayS)
  return fromSteps + (speedStepsPerS + (accelerationStepsPerS2 * passedS) / 2) * passedS
}

export function speedAt({ beginUs, speedStepsPerS, accelerationStepsPerS2, decayS }: Segment, atUs: number): number {
  const passedS = (atUs - beginUs) / 1e6
  if (decayS > 0) return speedStepsPerS * Math.exp(-passedS / decayS)
  return speedStepsPerS + accelerationStepsPerS2 * passedS
}

/** When it is at a position that lies on it. */
export function reachedUs({ beginUs, fromSteps, speedStepsPerS, accelerationStepsPerS2, decayS }: Segment, steps: number): number {
  const distance = steps - fromSteps
  if (decayS > 0) return beginUs - 1e6 * decayS * Math.log1p(-distance / (speedStepsPerS * decayS))
  const twice = 2 * distance
  const squared = Math.max(0, speedStepsPerS * speedStepsPerS + accelerationStepsPerS2 * twice)
  // The form of the quadratic's solution in which nothing cancels out, also without any acceleration.
  const passedS = twice === 0 ? 0 : Math.abs(twice) / (Math.abs(speedStepsPerS) + Math.sqrt(squared))
  return beginUs + 1e6 * passedS
}

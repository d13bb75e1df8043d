import type { Segment } from './segment.ts'

/** The segments of a way, joined so that neither position nor speed jumps. */
export class Way {
  readonly segments: Segment[] = []
  endUs = 0
  steps: number
  /** Below 0: downwards. */
  speedStepsPerS: number

  constructor(steps: number, speedStepsPerS: number) {
    this.steps = steps
    this.speedStepsPerS = speedStepsPerS
  }

  /** Speeds up or slows down with a constant acceleration. */
  change(speedStepsPerS: number, accelerationStepsPerS2: number): void {
    const gain = speedStepsPerS - this.speedStepsPerS
    if (gain === 0) return
    const durationS = Math.abs(gain) / accelerationStepsPerS2
    const toSteps = this.steps + ((this.speedStepsPerS + speedStepsPerS) / 2) * durationS
    this.#add(durationS, toSteps, Math.sign(gain) * accelerationStepsPerS2)
    this.speedStepsPerS = speedStepsPerS
  }

  /** Keeps its speed up to a position ahead; one that is already behind is passed over. */
  coast(toSteps: number): void {
    const durationS = (toSteps - this.steps) / this.speedStepsPerS
    if (durationS > 0) this.#add(durationS, toSteps, 0)
  }

  /** The speed falls with the distance from `targetSteps`, down to where so many steps remain. */
  decay(targetSteps: number, remainingSteps: number, decayS: number): void {
    const distance = targetSteps - this.steps
    if (Math.abs(distance) <= remainingSteps) return
    this.speedStepsPerS = distance / decayS
    const durationS = decayS * Math.log(Math.abs(distance) / remainingSteps)
    this.#add(durationS, targetSteps - Math.sign(distance) * remainingSteps, -this.speedStepsPerS / decayS, decayS)
    this.speedStepsPerS = (targetSteps - this.steps) / decayS
  }

  /** Comes to rest at a position ahead with a constant acceleration. */
  stop(targetSteps: number): void {
    const durationS = (2 * (targetSteps - this.steps)) / this.speedStepsPerS
    if (durationS > 0) this.#add(durationS, targetSteps, -this.speedStepsPerS / durationS)
    this.steps = targetSteps
    this.speedStepsPerS = 0
  }

  #add(durationS: number, toSteps: number, accelerationStepsPerS2: number, decayS = 0): void {
    const beginUs = this.endUs
    this.endUs += durationS * 1e6
    const { steps: fromSteps, speedStepsPerS } = this
    this.segments.push({ beginUs, endUs: this.endUs, fromSteps, toSteps, speedStepsPerS, accelerationStepsPerS2, decayS })
    this.steps = toSteps
  }
}

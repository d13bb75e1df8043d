import type { MotionLimits } from '../../../../src/drivers/gauges/motion/limits.ts'

/** Over so many steps the acceleration is looked at: over few, rounding to microseconds hides all but the worst. */
const strides = [1, 4, 16] as const
/** Between two steps of opposite directions. */
const turningUs = 1_000

/** Watches the pins of one needle and knows its limits: says where a step came too soon, too far, or too suddenly. */
export class Witness {
  readonly faults: string[] = []
  positionSteps = 0
  /** On the way to the stop the steps are counted from anywhere. */
  homing = false
  /** What of the play of the gear steps up have taken up; steps down give it back. */
  takenUpSteps = 0
  #backlashSteps = 0
  readonly #highestSteps: number
  #up = false
  #turns = false
  /** Of the steps in one direction. */
  #timesUs: number[] = []
  #lastUs = Number.NEGATIVE_INFINITY
  #aimedUs = 0
  #speed = 0
  #acceleration = 0
  #limits: MotionLimits = { speedStepsPerS: 0, accelerationStepsPerS2: 0 }

  constructor(highestSteps: number) {
    this.#highestSteps = highestSteps
  }

  /** What was faster slows down with the new acceleration, or with the higher one that it had. */
  aimed(atUs: number, limits: MotionLimits, wasAtRest: boolean): void {
    this.#speed = wasAtRest ? limits.speedStepsPerS : this.#allowedSpeed(atUs)
    this.#acceleration = wasAtRest ? limits.accelerationStepsPerS2 : Math.max(limits.accelerationStepsPerS2, this.#acceleration)
    this.#limits = limits
    this.#aimedUs = atUs
    if (wasAtRest) this.#timesUs = []
  }

  /** How much play the gear has. */
  loosened(backlashSteps: number): void {
    this.#backlashSteps = backlashSteps
    this.takenUpSteps = Math.min(this.takenUpSteps, backlashSteps)
  }

  turned(up: boolean): void {
    this.#up = up
    this.#turns = true
    this.#timesUs = []
  }

  stepped(atUs: number): void {
    this.positionSteps += this.#up ? 1 : -1
    this.takenUpSteps = Math.min(this.#backlashSteps, Math.max(0, this.takenUpSteps + (this.#up ? 1 : -1)))
    if (!this.homing && (this.positionSteps < 0 || this.positionSteps > this.#highestSteps)) this.faults.push(`at ${this.positionSteps}`)
    const leastUs = this.#turns ? turningUs : 1e6 / this.#allowedSpeed(this.#lastUs) - this.#roundedUs(this.#timesUs.length) - 1e-6
    if (atUs - this.#lastUs < leastUs) this.faults.push(`${atUs - this.#lastUs} µs after the step before`)
    this.#turns = false
    this.#timesUs.push(atUs)
    this.#lastUs = atUs
    for (const stride of strides) this.#judge(stride)
  }

  #allowedSpeed(atUs: number): number {
    const { speedStepsPerS, accelerationStepsPerS2 } = this.#limits
    return Math.max(speedStepsPerS, this.#speed - (accelerationStepsPerS2 * (atUs - this.#aimedUs)) / 1e6)
  }

  /** The first step after a turn may have waited for DIR. */
  #roundedUs(nth: number): number {
    return nth === 1 ? 3 : 1
  }

  /** The second difference of a motion is its acceleration at some time between. */
  #judge(stride: number): void {
    const count = this.#timesUs.length
    const [begin, middle, end] = [this.#timesUs[count - 1 - 2 * stride], this.#timesUs[count - 1 - stride], this.#timesUs[count - 1]]
    if (begin === undefined || middle === undefined || end === undefined) return
    const [firstS, secondS] = [(middle - begin) / 1e6, (end - middle) / 1e6]
    const acceleration = (2 * (stride / secondS - stride / firstS)) / (firstS + secondS)
    const roundedS = this.#roundedUs(count - 2 * stride) / 1e6
    const tolerance = (2 * stride * roundedS * (1 / firstS ** 2 + 1 / secondS ** 2) * 1.05) / (firstS + secondS)
    if (Math.abs(acceleration) > this.#acceleration + tolerance) this.faults.push(`${acceleration} steps/s²`)
  }
}

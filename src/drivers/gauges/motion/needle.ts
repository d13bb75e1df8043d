import { isSame, straight, type Aim, type Approach } from './aim.ts'
import { checkLimits, type MotionLimits } from './limits.ts'
import { aheadSteps, plan, stopAt, type Motion } from './plan.ts'
import { Play } from './play.ts'
import { positionAt, reachedUs, speedAt, type Segment } from './segment.ts'
import type { Way } from './way.ts'

export type { Approach } from './aim.ts'

export interface Step {
  /** After the begin of the piece, whole microseconds. */
  readonly atUs: number
  readonly direction: 1 | -1
}

/** What was planned to end on a whole step may be off by less. */
const roundingSteps = 1e-6

/** One needle: a continuous motion within its limits, given out in steps, piece by piece. */
export class Needle {
  readonly #play = new Play()
  #positionSteps: number
  #aim: Aim | null = null
  #targetSteps: number
  /** null: at rest. */
  #way: Way | null = null
  /** How much of the way has been given out. */
  #passedUs = 0
  #segment = 0

  /** At rest there. */
  constructor(positionSteps: number) {
    this.#positionSteps = positionSteps
    this.#targetSteps = positionSteps
  }

  /** The whole steps given out so far: where the field stands. */
  get positionSteps(): number {
    return this.#positionSteps
  }

  get targetSteps(): number {
    return this.#targetSteps
  }

  get atRest(): boolean {
    return this.#way === null
  }

  /** How fast it is, whichever way. */
  get speedStepsPerS(): number {
    return Math.abs(this.#motion().speedStepsPerS)
  }

  /** How long it will move on, whole microseconds; 0: it is at rest. */
  get movesForUs(): number {
    return this.#way === null ? 0 : Math.max(1, Math.ceil(this.#way.endUs) - this.#passedUs)
  }

  /** The first whole step at which it can come to rest: what to aim at, straight, to stop it. */
  get stopSteps(): number {
    const motion = this.#motion()
    const steps = stopAt(motion)
    return motion.speedStepsPerS > 0 ? Math.ceil(steps - roundingSteps) : Math.floor(steps + roundingSteps)
  }

  /**
   * Goes to a whole step from the begin of the next piece on; what it does now it leaves without a jump. Where the acceleration is lower than
   * before, what moves may still brake as it was entitled to. Throws an Error for a target or limits that make no sense.
   */
  aim(targetSteps: number, limits: MotionLimits, approach: Approach = straight): void {
    if (!Number.isInteger(targetSteps)) throw new Error(`a needle cannot stand at ${targetSteps} steps`)
    checkLimits(limits)
    const aim = { targetSteps, limits, approach }
    if (this.#aim !== null && isSame(this.#aim, aim)) return
    const motion = this.#motion()
    this.#play.resize(approach.backlashSteps, approach.lowestSteps)
    this.#aim = aim
    this.#targetSteps = targetSteps
    this.#begin(plan(aim, motion, this.#positionSteps, this.#play))
  }

  /** The steps of the next piece, by their times. `durationUs`: whole microseconds. */
  advance(durationUs: number): readonly Step[] {
    const steps: Step[] = []
    const untilUs = this.#passedUs + durationUs
    for (let segment = this.#current; segment !== null && segment.beginUs < untilUs; segment = this.#current) {
      this.#give(segment, untilUs, steps)
      if (segment.endUs > untilUs) break
      this.#segment++
    }
    this.#passedUs = untilUs
    if (this.#current === null) this.#way = null
    return steps
  }

  /** The outputs rested although it moved: it stands where it is, and wants to be there. */
  stopDead(): void {
    this.#way = null
    this.#aim = null
    this.#targetSteps = this.#positionSteps
  }

  /** What has been taken for another position is this one. Throws an Error where it moves. */
  place(positionSteps: number): void {
    if (!this.atRest) throw new Error('a needle that moves cannot be told where it is')
    this.#positionSteps = positionSteps
    this.stopDead()
  }

  get #current(): Segment | null {
    return this.#way?.segments[this.#segment] ?? null
  }

  #motion(): Motion {
    const segment = this.#current
    if (segment === null) return { steps: this.#positionSteps, speedStepsPerS: 0, accelerationStepsPerS2: 0 }
    const planned = this.#aim?.limits.accelerationStepsPerS2 ?? 0
    return {
      steps: positionAt(segment, this.#passedUs),
      speedStepsPerS: speedAt(segment, this.#passedUs),
      accelerationStepsPerS2: Math.max(planned, Math.abs(segment.accelerationStepsPerS2)),
    }
  }

  #begin(way: Way): void {
    this.#way = way.segments.length === 0 ? null : way
    this.#passedUs = 0
    this.#segment = 0
  }

  #give(segment: Segment, untilUs: number, steps: Step[]): void {
    const direction = segment.toSteps > segment.fromSteps ? 1 : -1
    for (;;) {
      const dueSteps = this.#positionSteps + direction * (1 - aheadSteps)
      if ((segment.toSteps - dueSteps) * direction < 0) return
      // What rounding put behind the begin is due at once.
      const behind = (dueSteps - segment.fromSteps) * direction <= 0
      const atUs = Math.max(this.#passedUs, behind ? segment.beginUs : reachedUs(segment, dueSteps))
      if (atUs >= untilUs) return
      steps.push({ atUs: Math.floor(atUs) - this.#passedUs, direction })
      this.#positionSteps += direction
      this.#play.move(direction)
    }
  }
}

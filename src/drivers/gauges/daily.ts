import type { Clock } from '../../runtime/clock.ts'

/** Later than this it is left for the next day. More than the hour that is left out in spring: what is due in it is due after it. */
const lateMinutes = 70
/** No day is shorter, and a clock that jumps back makes no other one. */
const leastMs = 20 * 3_600_000

/** A time of the day, as the machine has it: due once a day, also where the clock jumps over it, or back over it. */
export class Daily {
  readonly #minute: number
  readonly #clock: Clock
  /** By the monotonic clock; null: never yet. */
  #doneAtMs: number | null = null

  /** A time that has only just passed is left for the next day. */
  constructor(minute: number, clock: Clock) {
    this.#minute = minute
    this.#clock = clock
    this.isDue()
  }

  /** Whether it is time now; true once a day. */
  isDue(): boolean {
    const nowMs = this.#clock.monotonicMs()
    if (!this.#isTime || (this.#doneAtMs !== null && nowMs - this.#doneAtMs < leastMs)) return false
    this.#doneAtMs = nowMs
    return true
  }

  /** Also after midnight, of a time shortly before it. */
  get #isTime(): boolean {
    const now = new Date(this.#clock.wallMs())
    const late = now.getHours() * 60 + now.getMinutes() - this.#minute
    return (late + minutesOfDay) % minutesOfDay < lateMinutes
  }
}

const minutesOfDay = 1_440

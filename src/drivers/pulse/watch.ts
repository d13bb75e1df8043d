/** What an input has told up to a time, by the hardware's clock. */
export interface Seen {
  readonly untilUs: number
  readonly activeForUs: number
  /** Counted since the input was opened: signals that were no pulses, pulses that came too soon, edges that were lost. */
  readonly noise: number
  readonly implausible: number
  readonly lost: number
}

/** Short signals in a second that no contact gives by bouncing. */
const stormPerSecond = 100
/** So many in a minute are no accident. */
const implausiblePerMinute = 10

const secondUs = 1_000_000
const minuteUs = 60 * secondUs
/** What is over stays told for so long: else it would come and go. */
const toldUs = 10 * minuteUs

/** Tells what is wrong with an input that works: one sentence, or null. */
export class Watch {
  readonly #pin: number
  readonly #stuckAfterUs: number
  readonly #storm = new Windows(secondUs, stormPerSecond)
  readonly #tooSoon = new Windows(minuteUs, implausiblePerMinute)
  #lost = 0
  #lostUs = Number.NEGATIVE_INFINITY

  /** `stuckAfterMs` null: it may stay active for ever. */
  constructor(pin: number, stuckAfterMs: number | null) {
    this.#pin = pin
    this.#stuckAfterUs = stuckAfterMs === null ? Infinity : stuckAfterMs * 1000
  }

  problem({ untilUs, activeForUs, noise, implausible, lost }: Seen): string | null {
    if (lost > this.#lost) this.#lostUs = untilUs
    this.#lost = lost
    const stormUs = this.#storm.lastUs(noise, untilUs)
    const soonUs = this.#tooSoon.lastUs(implausible, untilUs)
    const isTold = (atUs: number) => untilUs - atUs < toldUs
    if (activeForUs >= this.#stuckAfterUs) return stuck(this.#pin)
    if (isTold(this.#lostUs)) return missed(this.#pin)
    if (isTold(stormUs)) return noisy(this.#pin)
    return isTold(soonUs) ? tooSoon(this.#pin) : null
  }
}

const stuck = (pin: number) =>
  `the input on GPIO ${pin} stays active: its sensor is lit or stuck all the time, or "active" in the settings is the wrong way round`
const missed = (pin: number) => `edges on GPIO ${pin} were lost: pulses are missing in the total, compare it with the meter's own reading`
const noisy = (pin: number) =>
  `GPIO ${pin} hears noise, many short signals that are not counted: check the wiring and the sensor, and shield or shorten the line`
const tooSoon = (pin: number) =>
  `pulses on GPIO ${pin} come sooner than the highest power or flow in the settings allows and are not counted: raise it, or where the contact bounces set a longer gap`

/** Notices that a counter rises by too much within a time. */
class Windows {
  readonly #lengthUs: number
  readonly #most: number
  #startUs: number | null = null
  #counted = 0
  #lastUs = Number.NEGATIVE_INFINITY

  constructor(lengthUs: number, most: number) {
    this.#lengthUs = lengthUs
    this.#most = most
  }

  /** When it last was so. What came late, in one piece, spreads over the time it took. */
  lastUs(count: number, untilUs: number): number {
    this.#startUs ??= untilUs
    const elapsedUs = untilUs - this.#startUs
    if (elapsedUs < this.#lengthUs) return this.#lastUs
    if ((count - this.#counted) * this.#lengthUs >= this.#most * elapsedUs) this.#lastUs = untilUs
    this.#startUs = untilUs
    this.#counted = count
    return this.#lastUs
  }
}

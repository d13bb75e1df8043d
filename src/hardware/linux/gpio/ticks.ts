/**
 * pigpio's ticks as a time that goes on: microseconds of 32 bits that begin again after 71.6 minutes. A tick may be a little older than
 * the one before it, also across the beginning; two in a row are less than 35 minutes apart.
 */
export class Ticks {
  #latestUs: number

  /** `tick` is one of now. */
  constructor(tick: number) {
    this.#latestUs = tick
  }

  timeUs(tick: number): number {
    // The difference of 32 bits with its sign, whatever their beginning.
    const timeUs = this.#latestUs + ((tick - this.#latestUs) | 0)
    this.#latestUs = Math.max(this.#latestUs, timeUs)
    return timeUs
  }
}

/**
 * Power, or flow, from the times of pulses: what a pulse stands for by the interval between two. While the next pulse is late it falls
 * with what the silence allows, as a greater value would have given one by now; after the time-out it is 0. Unknown before the first
 * interval. Pure: it knows no time but that of the pulses.
 */
export class PulseRate {
  readonly #perPulse: number
  readonly #timeoutUs: number
  /** Since when no pulse is known to have been missed; null before anything was seen. */
  #sinceUs: number | null = null
  /** Of the last pulse; null where the next interval has no beginning. */
  #pulseUs: number | null = null
  #intervalUs: number | null = null

  /** `perPulse`: what a pulse stands for, in the wanted unit times seconds (a pulse of 1 Wh is 3600 Ws). */
  constructor(perPulse: number, timeoutUs: number) {
    this.#perPulse = perPulse
    this.#timeoutUs = timeoutUs
  }

  /** A pulse that began then. */
  pulse(atUs: number): void {
    this.#intervalUs = this.#pulseUs === null ? null : atUs - this.#pulseUs
    this.#pulseUs = this.#sinceUs = atUs
  }

  /** Pulses may have been missed: the next interval is the first one. */
  forget(): void {
    this.#sinceUs = this.#pulseUs = this.#intervalUs = null
  }

  /** The value at a time up to which there is no further pulse; null: unknown. */
  at(untilUs: number): number | null {
    this.#sinceUs ??= untilUs
    const silenceUs = untilUs - this.#sinceUs
    if (silenceUs >= this.#timeoutUs) return 0
    if (this.#intervalUs === null) return null
    return (this.#perPulse * 1e6) / Math.max(this.#intervalUs, silenceUs)
  }

  /** Whether its last interval began after the other one's last pulse: nothing flowed the other way meanwhile, in a meter that counts one way at a time. */
  hasIntervalSince(other: PulseRate): boolean {
    if (this.#pulseUs === null || this.#intervalUs === null || other.#sinceUs === null) return false
    return this.#pulseUs - this.#intervalUs >= other.#sinceUs
  }

  /** Whether a steady flow would have given several pulses by now; also where no interval is known. */
  isOverdue(untilUs: number): boolean {
    return this.#intervalUs === null || this.#pulseUs === null || untilUs - this.#pulseUs > overdueIntervals * this.#intervalUs
  }
}

const overdueIntervals = 3

import type { Clock } from '../../runtime/clock.ts'

/** A longer time without samples is not made up for: nobody knows what flowed. */
const longestBridgedUs = 10_000_000

interface Span {
  readonly startUs: number
  readonly endUs: number
}

/**
 * For how long each window's power counts: up to now from the window before, so that no time is lost between two windows, in the program's
 * time, which runs faster than the samples in a sped-up demo.
 */
export class Pace {
  readonly #clock: Clock
  readonly #bridgedUs: number
  #last: { readonly endUs: number; readonly atMs: number } | null = null

  /** `pauseMs`: how long the sampling rests between two windows. */
  constructor(clock: Clock, pauseMs: number) {
    this.#clock = clock
    this.#bridgedUs = longestBridgedUs + 2_000 * pauseMs
  }

  /** The time for which the window that has just come is counted, ms. */
  forMs({ startUs, endUs }: Span): number {
    const atMs = this.#clock.monotonicMs()
    const before = this.#last
    this.#last = { endUs, atMs }
    const bridges = before !== null && startUs - before.endUs <= this.#bridgedUs
    return bridges ? atMs - before.atMs : (endUs - startUs) / 1000
  }
}

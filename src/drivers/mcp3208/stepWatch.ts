/** An interval that a step ends is at least so long. */
const shortestMs = 1_000

/** Tells when a value has moved so far from what was reported that the interval is to end early. */
export class StepWatch {
  readonly #step: number
  #reported: number | null = null
  #elapsedMs = 0

  constructor(step: number) {
    this.#step = step
  }

  /** Whether the value of a window, which counts for so long, is such a step. */
  look(value: number | null, forMs: number): boolean {
    this.#elapsedMs += forMs
    if (value === null || this.#reported === null || this.#elapsedMs < shortestMs) return false
    return Math.abs(value - this.#reported) >= this.#step
  }

  /** An interval ended, and this was reported. */
  told(value: number | null): void {
    this.#reported = value
    this.#elapsedMs = 0
  }
}

/** What makes a step of each quantity: as the settings say, else as the row does. */
export interface Steps {
  readonly power: number
  readonly current: number
  readonly voltage: number
}

/** The mean of a quantity over time, its least and its greatest value, from pieces of known length. A piece in which it is unknown does not count. */
export class Mean {
  #weight = 0
  #sum = 0
  #least = Infinity
  #greatest = -Infinity

  /** `weight`: how long it was so, in any unit. */
  add(value: number | null, weight: number): void {
    if (value === null) return
    this.#weight += weight
    this.#sum += value * weight
    this.#least = Math.min(this.#least, value)
    this.#greatest = Math.max(this.#greatest, value)
  }

  /** What was known of it since the last call; begins anew. */
  take(): MeanValue | null {
    if (this.#weight === 0) return null
    const taken = { mean: this.#sum / this.#weight, least: this.#least, greatest: this.#greatest }
    this.#weight = this.#sum = 0
    this.#least = Infinity
    this.#greatest = -Infinity
    return taken
  }
}

export interface MeanValue {
  readonly mean: number
  readonly least: number
  readonly greatest: number
}

/** So many of the last ones are known. */
const known = 32
/** Two cycles of one wave differ by less than this. */
const unsteadiness = 0.1

/** The times at which one voltage crossed upward, microseconds, by number from 0. */
export class Crossings {
  readonly #times = new Float64Array(known)
  count = 0

  add(timeUs: number): void {
    this.#times[this.count % known] = timeUs
    this.count++
  }

  clear(): void {
    this.count = 0
  }

  at(number: number): number {
    return this.#times[number % known] ?? 0
  }

  get lastUs(): number {
    return this.at(this.count - 1)
  }

  /** Number of the first one from a time on; -1 where there is none yet. */
  firstFrom(timeUs: number): number {
    for (let number = Math.max(0, this.count - known); number < this.count; number++) if (this.at(number) >= timeUs) return number
    return -1
  }

  /** The last two cycles were alike: noise seldom crosses like that. */
  get areSteady(): boolean {
    if (this.count < 3) return false
    const lastUs = this.lastUs - this.at(this.count - 2)
    const beforeUs = this.at(this.count - 2) - this.at(this.count - 3)
    return Math.abs(lastUs - beforeUs) < unsteadiness * lastUs
  }
}

/** A single sample further than this from both its neighbours is no measurement. */
const wildCounts = 512

/** The samples of one channel, oldest first, in memory that is taken once: the first `count` entries of `times` and `values`. */
export class Track {
  /** Microseconds, ascending. */
  readonly times: Float64Array
  /** Counts. The last one may still turn out to be wild. */
  readonly values: Float64Array
  count = 0
  /** How many samples have gone: `dropped + i` names sample i for good. */
  dropped = 0
  /** Samples had to go before they were dropped on purpose. */
  hasOverflowed = false

  constructor(capacity: number) {
    this.times = new Float64Array(capacity)
    this.values = new Float64Array(capacity)
  }

  add(timeUs: number, value: number): void {
    if (this.count === this.times.length) this.#overflow()
    const i = this.count
    this.times[i] = timeUs
    this.values[i] = value
    this.count = i + 1
    if (i > 1 && Math.abs((this.values[i - 1] ?? value) - value) > wildCounts) this.#mend(i - 1)
  }

  /** Index of the last sample at or before a time; -1 where there is none. */
  lastUntil(timeUs: number): number {
    let [low, high] = [-1, this.count - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.times[middle] ?? Infinity) <= timeUs) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Forgets what was sampled before a time. */
  dropBefore(timeUs: number): void {
    this.#drop(this.lastUntil(timeUs) + 1)
  }

  clear(): void {
    this.dropped += this.count
    this.count = 0
    this.hasOverflowed = false
  }

  #drop(samples: number): void {
    this.times.copyWithin(0, samples, this.count)
    this.values.copyWithin(0, samples, this.count)
    this.count -= samples
    this.dropped += samples
  }

  #overflow(): void {
    this.#drop(this.count >> 1)
    this.hasOverflowed = true
  }

  /** Puts sample i onto the line between its neighbours where it lies far from both and they are alike. */
  #mend(i: number): void {
    const [before, wild, after] = [this.values[i - 1] ?? 0, this.values[i] ?? 0, this.values[i + 1] ?? 0]
    const isNear = Math.min(Math.abs(wild - before), Math.abs(wild - after)) <= wildCounts
    if (isNear || Math.abs(after - before) > wildCounts) return
    const [beforeUs, wildUs, afterUs] = [this.times[i - 1] ?? 0, this.times[i] ?? 0, this.times[i + 1] ?? 0]
    this.values[i] = before + ((after - before) * (wildUs - beforeUs)) / (afterUs - beforeUs)
  }
}

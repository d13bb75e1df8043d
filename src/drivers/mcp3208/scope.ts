/** What an oscilloscope shows: the latest samples of one channel, oldest first. */
export interface Trace {
  readonly channel: number
  /** Microseconds of the samples' clock. */
  readonly timesUs: Float64Array
  /** Counts. */
  readonly values: Uint16Array
}

/** Some cycles at the chip's limit of 40 000 conversions a second. */
const capacity = 4096

/** Keeps the latest raw samples, for somebody who asks for them. */
export class Scope {
  readonly #channels = new Uint8Array(capacity)
  readonly #timesUs = new Float64Array(capacity)
  readonly #values = new Uint16Array(capacity)
  #count = 0

  add(channel: number, timeUs: number, value: number): void {
    const at = this.#count++ % capacity
    this.#channels[at] = channel
    this.#timesUs[at] = timeUs
    this.#values[at] = value
  }

  /** A trace for each channel that was sampled, in the order of their numbers. */
  traces(): Trace[] {
    const indices = Array.from({ length: Math.min(this.#count, capacity) }, (_, i) => (Math.max(this.#count - capacity, 0) + i) % capacity)
    const channels = [...new Set(this.#channels.subarray(0, indices.length))].toSorted((a, b) => a - b)
    return channels.map((channel) => {
      const own = indices.filter((at) => this.#channels[at] === channel)
      return {
        channel,
        timesUs: Float64Array.from(own, (at) => this.#timesUs[at] ?? 0),
        values: Uint16Array.from(own, (at) => this.#values[at] ?? 0),
      }
    })
  }
}

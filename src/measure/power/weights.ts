import type { Track } from './track.ts'

/** Samples beyond the window that still tell how the curve is bent at its ends. */
const margin = 8

/**
 * Which samples of a track stand for a window, and for how much time each (`weights[i]`, microseconds, for sample i of the track): the
 * integral of the natural cubic spline through the samples is the sum of weight times value. Between evenly spaced samples a weight is
 * the time to half-way to either neighbour; where samples are missing between two batches it is what a bent curve needs, and the window
 * may end anywhere between two samples.
 */
export class Weights {
  readonly weights: Float64Array
  /** Samples from..to, both included, carry weight. */
  from = 0
  to = -1
  /** Samples within the window: after its start, up to its end. */
  samples = 0
  /**
   * By how much each second derivative counts, which becomes by how much each difference of slopes counts; and the eliminated side
   * diagonal.
   */
  readonly #bends: Float64Array
  readonly #ratios: Float64Array

  constructor(capacity: number) {
    this.weights = new Float64Array(capacity)
    this.#bends = new Float64Array(capacity)
    this.#ratios = new Float64Array(capacity)
  }

  weigh(track: Track, startUs: number, endUs: number): void {
    const { times, count } = track
    const [before, until] = [track.lastUntil(startUs), track.lastUntil(endUs)]
    const [first, last] = [Math.max(before, 0), Math.min(until + 1, count - 1)]
    this.samples = until - before
    this.from = Math.max(first - margin, 0)
    this.to = Math.min(last + margin, count - 1)
    this.weights.fill(0, this.from, this.to + 1)
    this.#bends.fill(0, this.from, this.to + 1)
    if (last < first) return
    this.#extend(times, first, last, startUs, endUs)
    if (last > first) this.#weighCut(times, first, startUs, endUs)
    if (last - 1 > first) this.#weighCut(times, last - 1, startUs, endUs)
    this.#weighWhole(times, first + 1, last - 1)
    this.#solve(times)
    this.#spread(times)
  }

  /** Where the window goes beyond all samples the outermost one stands for the rest. */
  #extend(times: Float64Array, first: number, last: number, startUs: number, endUs: number): void {
    const [firstUs, lastUs] = [times[first] ?? 0, times[last] ?? 0]
    if (firstUs > startUs) this.#add(first, Math.min(firstUs, endUs) - startUs, 0)
    if (lastUs < endUs) this.#add(last, endUs - Math.max(lastUs, startUs), 0)
  }

  /** An interval in which the window may begin or end. */
  #weighCut(times: Float64Array, i: number, startUs: number, endUs: number): void {
    const fromUs = times[i] ?? 0
    const lengthUs = (times[i + 1] ?? 0) - fromUs
    const begin = Math.max((startUs - fromUs) / lengthUs, 0)
    const end = Math.min((endUs - fromUs) / lengthUs, 1)
    const cubed = lengthUs * lengthUs * lengthUs
    this.#add(i, lengthUs * (straight(1 - begin) - straight(1 - end)), (cubed / 6) * (bent(1 - begin) - bent(1 - end)))
    this.#add(i + 1, lengthUs * (straight(end) - straight(begin)), (cubed / 6) * (bent(end) - bent(begin)))
  }

  /** The intervals from sample `from` to sample `to`, all of them within the window. */
  #weighWhole(times: Float64Array, from: number, to: number): void {
    const weights = this.weights
    const bends = this.#bends
    for (let i = from; i < to; i++) {
      const lengthUs = (times[i + 1] ?? 0) - (times[i] ?? 0)
      const bend = (lengthUs * lengthUs * lengthUs) / 24
      weights[i] = (weights[i] ?? 0) + lengthUs / 2
      weights[i + 1] = (weights[i + 1] ?? 0) + lengthUs / 2
      bends[i] = (bends[i] ?? 0) - bend
      bends[i + 1] = (bends[i + 1] ?? 0) - bend
    }
  }

  #add(i: number, weightUs: number, bend: number): void {
    this.weights[i] = (this.weights[i] ?? 0) + weightUs
    this.#bends[i] = (this.#bends[i] ?? 0) + bend
  }

  /**
   * The second derivatives M of the spline solve h/6 M before + (h + k)/3 M + k/6 M after = difference of the slopes, for intervals h and
   * k. The matrix is symmetric: solved for what counts how much instead of for M it gives weights that any values may be summed with.
   */
  #solve(times: Float64Array): void {
    const { from, to } = this
    const bends = this.#bends
    const ratios = this.#ratios
    let beforeUs = (times[from + 1] ?? 0) - (times[from] ?? 0)
    let ratio = 0
    let bend = 0
    for (let i = from + 1; i < to; i++) {
      const afterUs = (times[i + 1] ?? 0) - (times[i] ?? 0)
      const pivot = 1 / ((beforeUs + afterUs) / 3 - (beforeUs / 6) * ratio)
      bend = ((bends[i] ?? 0) - (beforeUs / 6) * bend) * pivot
      ratio = (afterUs / 6) * pivot
      bends[i] = bend
      ratios[i] = ratio
      beforeUs = afterUs
    }
    let after = 0
    for (let i = to - 1; i > from; i--) {
      after = (bends[i] ?? 0) - (ratios[i] ?? 0) * after
      bends[i] = after
    }
  }

  /** From the differences of slopes to the samples that make them. */
  #spread(times: Float64Array): void {
    const { from, to, weights } = this
    const bends = this.#bends
    let slope = 0
    for (let i = from; i < to; i++) {
      const next = i + 1 < to ? (bends[i + 1] ?? 0) : 0
      const perUs = (next - slope) / ((times[i + 1] ?? 0) - (times[i] ?? 0))
      weights[i] = (weights[i] ?? 0) + perUs
      weights[i + 1] = (weights[i + 1] ?? 0) - perUs
      slope = next
    }
  }
}

/** Integrals from 0 to `share` of an interval of what a value and a second derivative at its end contribute to the spline. */
const straight = (share: number) => (share * share) / 2
const bent = (share: number) => (share * share * (share * share - 2)) / 4

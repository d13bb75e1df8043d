import { sineOfTurns } from './sines.ts'
import { Track } from './track.ts'
import { Weights } from './weights.ts'
import { whiteNoise } from './whiteNoise.ts'
import type { RawTrack } from './window.ts'

/** More noise than this is not taken off: it would be the load's own. A count of noise and that of the steps are 1.04 counts. */
const mostNoise = 1.5

/** One track: its samples, and what the last window that was integrated has of it. */
export class Channel {
  readonly track: Track
  readonly weights: Weights
  /** Direct part, counts. */
  mean = 0
  /** Mean square of the rest. */
  #variance = 0
  #noise = 0
  #clipped = 0
  /** The fundamental: root mean square, referred to the start of the window. */
  re = 0
  im = 0

  constructor(capacity: number) {
    this.track = new Track(capacity)
    this.weights = new Weights(capacity)
  }

  /** Integrates a window; `range` is the number of codes of the converter. */
  integrate(startUs: number, endUs: number, range: number): void {
    this.weights.weigh(this.track, startUs, endUs)
    this.#integrateMean(endUs - startUs)
    this.#integrateSquares(endUs - startUs)
    this.#countClipped(startUs, endUs, range)
    this.#noise = whiteNoise(this.track, this.weights.from, this.weights.to)
  }

  /** The phasor at the frequency that the window's whole cycles have. */
  integrateFundamental(startUs: number, endUs: number, cycles: number): void {
    const { times, values } = this.track
    const { weights, from, to } = this.weights
    const turnsPerUs = cycles / (endUs - startUs)
    let re = 0
    let im = 0
    for (let i = from; i <= to; i++) {
      const weighted = (weights[i] ?? 0) * ((values[i] ?? 0) - this.mean)
      const turns = ((times[i] ?? 0) - startUs) * turnsPerUs
      re += weighted * sineOfTurns(turns + 0.25)
      im -= weighted * sineOfTurns(turns)
    }
    this.re = (re * Math.SQRT2) / (endUs - startUs)
    this.im = (im * Math.SQRT2) / (endUs - startUs)
  }

  get samples(): number {
    return this.weights.samples
  }

  get fundamental(): number {
    return Math.hypot(this.re, this.im)
  }

  get rms(): number {
    return Math.sqrt(Math.max(0, this.#variance - Math.min(this.#noise, mostNoise) ** 2))
  }

  raw(): RawTrack {
    return { samples: this.samples, mean: this.mean, rms: this.rms, noise: this.#noise, clipped: this.#clipped }
  }

  #integrateMean(lengthUs: number): void {
    const { values } = this.track
    const { weights, from, to } = this.weights
    let sum = 0
    for (let i = from; i <= to; i++) sum += (weights[i] ?? 0) * (values[i] ?? 0)
    this.mean = sum / lengthUs
  }

  #integrateSquares(lengthUs: number): void {
    const { values } = this.track
    const { weights, from, to } = this.weights
    const { mean } = this
    let sum = 0
    for (let i = from; i <= to; i++) {
      const rest = (values[i] ?? 0) - mean
      sum += (weights[i] ?? 0) * rest * rest
    }
    this.#variance = sum / lengthUs
  }

  #countClipped(startUs: number, endUs: number, range: number): void {
    const { times, values } = this.track
    const { from, to } = this.weights
    let clipped = 0
    for (let i = from; i <= to; i++) {
      const value = values[i] ?? 0
      if ((value <= 1 || value >= range - 2) && (times[i] ?? 0) > startUs && (times[i] ?? 0) <= endUs) clipped++
    }
    this.#clipped = clipped
  }
}

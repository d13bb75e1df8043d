import type { CurrentVector } from './scale.ts'

/** Windows that are averaged: about a second, where they are not set otherwise. */
const remembered = 5
/** A load is more than so many times what noise leaves in the mean. */
const noiseTimes = 5

/**
 * Tells a load from noise. Over a second, noise that does not keep step with the voltage averages out, so that a load far below the
 * converter's step is still found.
 */
export class NoiseFloor {
  readonly #floorA: number
  readonly #vectors: CurrentVector[] = []

  constructor(floorA: number) {
    this.#floorA = floorA
  }

  /** Whether what flows in this window, after those before it, is a load. `noiseA`: what noise leaves in the mean of the window. */
  isLoad(vector: CurrentVector, noiseA: number): boolean {
    if (this.#vectors.push(vector) > remembered) this.#vectors.shift()
    const mean = (part: keyof CurrentVector) => this.#vectors.reduce((sum, each) => sum + each[part], 0) / this.#vectors.length
    const leastA = Math.max(this.#floorA, (noiseTimes * noiseA) / Math.sqrt(this.#vectors.length))
    return Math.hypot(mean('activeA'), mean('reactiveA')) >= leastA
  }

  /** After a gap nothing of what was before counts. */
  forget(): void {
    this.#vectors.length = 0
  }
}

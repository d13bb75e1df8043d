/** The harmonics that a simulated wave is made of: odd ones, as both halves of a mains cycle are alike. */
const harmonics = [1, 3, 5, 7] as const

/** Amplitudes of the sines or of the cosines, in the order of `harmonics`. */
export type Amplitudes = readonly [number, number, number, number]

/**
 * One cycle of a wave as the sum of its harmonics:
 *
 *     w(x) = sum over h of sine[h] sin(2 pi h x) + cosine[h] cos(2 pi h x),   x in cycles
 *
 * It is changed in place, as this is done 20 times a second for each channel, and evaluated thousands of times.
 */
export class Wave {
  readonly #sine = new Float64Array(harmonics.length)
  readonly #cosine = new Float64Array(harmonics.length)

  /** At so many cycles. Each harmonic comes from the two below: f(h + 2) = 2 cos(2 x) f(h) - f(h - 2), for the sines and the cosines alike. */
  at(cycles: number): number {
    let sine = Math.sin(2 * Math.PI * cycles)
    let cosine = Math.cos(2 * Math.PI * cycles)
    const twiceCosine = 2 * (cosine * cosine - sine * sine)
    let sineBelow = -sine
    let cosineBelow = cosine
    let value = 0
    for (let i = 0; i < harmonics.length; i++) {
      value += (this.#sine[i] ?? 0) * sine + (this.#cosine[i] ?? 0) * cosine
      const sineAbove = twiceCosine * sine - sineBelow
      const cosineAbove = twiceCosine * cosine - cosineBelow
      sineBelow = sine
      cosineBelow = cosine
      sine = sineAbove
      cosine = cosineAbove
    }
    return value
  }

  set(sine: Amplitudes, cosine: Amplitudes): void {
    this.#sine.set(sine)
    this.#cosine.set(cosine)
  }

  /** The wave `factor` times as high. */
  scale(factor: number): void {
    for (let i = 0; i < harmonics.length; i++) {
      this.#sine[i] = (this.#sine[i] ?? 0) * factor
      this.#cosine[i] = (this.#cosine[i] ?? 0) * factor
    }
  }

  /** Moves every harmonic ahead by an angle of its own. */
  advance(radiansOf: (harmonic: number) => number): void {
    for (const [i, harmonic] of harmonics.entries()) {
      const [sine, cosine, angle] = [this.#sine[i] ?? 0, this.#cosine[i] ?? 0, radiansOf(harmonic)]
      this.#sine[i] = sine * Math.cos(angle) - cosine * Math.sin(angle)
      this.#cosine[i] = sine * Math.sin(angle) + cosine * Math.cos(angle)
    }
  }
}

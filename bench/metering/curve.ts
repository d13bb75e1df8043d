/** A quantity over a time that repeats, known at points so dense that a cubic tells what lies between two of them. */
export class Curve {
  readonly points: Float64Array
  readonly lengthUs: number

  constructor(points: Float64Array, lengthUs: number) {
    this.points = points
    this.lengthUs = lengthUs
  }

  /** At a time >= 0: Lagrange's cubic through two points on either side. */
  at(atUs: number): number {
    const position = ((atUs % this.lengthUs) / this.lengthUs) * this.points.length
    const i = Math.floor(position)
    const x = position - i
    const [far, near] = [x + 1, x - 1]
    const beyond = x - 2
    return (
      (far * x * (near * this.#point(i + 2) - 3 * beyond * this.#point(i + 1)) +
        near * beyond * (3 * far * this.#point(i) - x * this.#point(i - 1))) /
      6
    )
  }

  /** Up to a whole length before or after. */
  #point(i: number): number {
    const { points } = this
    const { length } = points
    return points[i < 0 ? i + length : i >= length ? i - length : i] ?? 0
  }
}

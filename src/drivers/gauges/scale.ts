/** What a dial shows at which step of its needle. Steps count from the stop at the low end of the needle's travel. */

/** Microsteps of an X27.168 behind its driver. */
export const stepsPerDegree = 12
/** The whole travel of an X27.168, from stop to stop. */
export const travelDeg = 315
export const travelSteps = travelDeg * stepsPerDegree

/** The values at the two ends of a dial. */
export interface Range {
  readonly min: number
  readonly max: number
}

/** A point of a dial that is not linear. */
export interface ScalePoint {
  readonly value: number
  /** From the begin of the dial, degrees. */
  readonly angleDeg: number
}

export interface ScaleSettings extends Range {
  readonly unit: string
  /** What the user's own value is rounded to. */
  readonly step: number
  /** From the begin of the dial to its end. */
  readonly sweepDeg: number
  /** From the stop to the begin of the dial. */
  readonly zeroDeg: number
  /** The least value stands at the end of the dial. */
  readonly reversed: boolean
  /** By value, ascending, and by angle, ascending or descending; null: linear. */
  readonly points: readonly ScalePoint[] | null
}

/** Where a value stands, and whether it lies beyond an end of the dial, where the needle stops. */
export interface Place {
  readonly steps: number
  readonly beyond: 'below' | 'above' | null
}

/** One dial with the range of now. */
export class Scale {
  readonly #points: readonly ScalePoint[]
  readonly #zeroDeg: number

  /** `range` takes the place of the settings' min and max where the dial is linear. */
  constructor(settings: ScaleSettings, range: Range = settings) {
    const { sweepDeg, zeroDeg, reversed, points } = settings
    this.#zeroDeg = zeroDeg
    this.#points = points ?? [
      { value: range.min, angleDeg: reversed ? sweepDeg : 0 },
      { value: range.max, angleDeg: reversed ? 0 : sweepDeg },
    ]
  }

  /** Whole steps. */
  placeOf(value: number): Place {
    const [least, greatest] = [this.#points[0], this.#points.at(-1)]
    const beyond = value < (least?.value ?? 0) ? 'below' : value > (greatest?.value ?? 0) ? 'above' : null
    const angleDeg = between(
      this.#points,
      ({ value: at }) => at,
      ({ angleDeg: to }) => to,
      value,
    )
    return { steps: Math.round((this.#zeroDeg + angleDeg) * stepsPerDegree), beyond }
  }

  /** The value that a needle at this step shows; at an end where it stands beyond the dial. */
  valueAt(steps: number): number {
    const angleDeg = steps / stepsPerDegree - this.#zeroDeg
    return between(
      this.#points,
      ({ angleDeg: at }) => at,
      ({ value }) => value,
      angleDeg,
    )
  }
}

/** Straight between the two points around `at`, and what the nearest end has beyond them. The points are in order, or in reverse. */
function between<P>(points: readonly P[], from: (point: P) => number, to: (point: P) => number, at: number): number {
  const ordered = points.toSorted((one, other) => from(one) - from(other))
  const above = ordered.findIndex((point) => from(point) > at)
  const [low, high] = above === 0 ? [ordered[0], ordered[0]] : [ordered.at(above === -1 ? -1 : above - 1), ordered.at(above)]
  if (low === undefined || high === undefined) return Number.NaN
  const width = from(high) - from(low)
  return width <= 0 ? to(low) : to(low) + ((at - from(low)) / width) * (to(high) - to(low))
}

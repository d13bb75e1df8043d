import { longestCycleUs, type ZeroCrossings } from './zeroCrossings.ts'

/** Some time that becomes a window; `cycles` is 0 where no voltage has a wave. */
export interface Piece {
  readonly startUs: number
  readonly endUs: number
  readonly cycles: number
}

export interface PieceRules {
  /** How long a piece is to be, microseconds: as many whole cycles as come next to it. */
  readonly lengthUs: number
  /** Just so many cycles instead, where there are any; null: as the length says. */
  readonly cycles: number | null
  /** How much of a cycle must have been sampled before a piece of whole cycles begins. */
  readonly historyCycles: number
}

/** No shorter piece is made between one that ended otherwise and the first crossing of a wave. */
const leastPieceUs = 5000
/** Samples after the end that a piece by time waits for. */
const tailUs = 1000

/**
 * Cuts time into pieces that abut: whole cycles of the first voltage that has a wave, time where none has. A wave that is lost ends its
 * piece at its last crossing; one that is found begins with a crossing, and what lies before that is a piece by time.
 */
export class Pieces {
  readonly #voltages: readonly ZeroCrossings[]
  readonly #rules: PieceRules
  /** The voltage whose crossings cut, and the number of the one at which the piece begins. */
  #reference: ZeroCrossings | null = null
  #first = 0
  /** Where the search for a reference begins. */
  #rank = 0
  #startUs = 0
  /** Nothing is known yet of the time before: it is dropped where a wave begins. */
  #isFresh = true

  constructor(voltages: readonly ZeroCrossings[], rules: PieceRules) {
    this.#voltages = voltages
    this.#rules = rules
  }

  /** Samples of all tracks begin here. */
  restart(startUs: number): void {
    this.#reference = null
    this.#rank = 0
    this.#startUs = startUs
    this.#isFresh = this.#voltages.length > 0
  }

  /** Where the next piece begins. */
  get startUs(): number {
    return this.#startUs
  }

  /** Index of the voltage whose crossings cut; null where none does. */
  get reference(): number | null {
    return this.#reference === null ? null : this.#voltages.indexOf(this.#reference)
  }

  /** The next piece that is over, when the crossings are known up to a time; null: not yet. */
  next(knownUs: number): Piece | null {
    const reference = this.#reference
    if (reference === null) return this.#withoutReference(knownUs)
    const cycles = reference.crossings.count - 1 - this.#first
    if (reference.isLiving) {
      const wanted = cycles > 0 ? this.#wanted(cycles, reference.crossings.lastUs - this.#startUs) : Infinity
      return cycles >= wanted ? this.#whole(wanted) : null
    }
    const piece = cycles > 0 ? this.#whole(cycles) : null
    this.#reference = null
    return piece ?? this.#withoutReference(knownUs)
  }

  /** What can be given out when nothing follows the last sample. */
  rest(lastUs: number): Piece | null {
    const cycles = this.#reference === null ? 0 : this.#reference.crossings.count - 1 - this.#first
    if (cycles > 0) return this.#whole(cycles)
    return this.#reference === null && !this.#isFresh && lastUs - this.#startUs >= leastPieceUs ? this.#until(lastUs, 0) : null
  }

  /** The reference has turned out to be no wave though it crosses in the rhythm of one: another one, if there is any, takes its place. */
  distrust(): void {
    const index = this.reference
    if (index === null) return
    this.#rank = (index + 1) % this.#voltages.length
    if (this.#living() !== this.#reference) this.#reference = null
  }

  #wanted(cycles: number, lengthUs: number): number {
    return this.#rules.cycles ?? Math.round((this.#rules.lengthUs * cycles) / lengthUs)
  }

  #whole(cycles: number): Piece | null {
    if (this.#reference === null) return null
    this.#first += cycles
    return this.#until(this.#reference.crossings.at(this.#first), cycles)
  }

  #until(endUs: number, cycles: number): Piece {
    const piece = { startUs: this.#startUs, endUs, cycles }
    this.#startUs = endUs
    this.#isFresh = false
    return piece
  }

  #withoutReference(knownUs: number): Piece | null {
    const found = this.#living()
    const earliestUs = this.#startUs + (this.#isFresh ? this.#rules.historyCycles * longestCycleUs : leastPieceUs)
    const first = found?.crossings.firstFrom(earliestUs) ?? -1
    if (found !== null && first >= 0) return this.#follow(found, first, knownUs)
    const endUs = this.#startUs + this.#rules.lengthUs
    return knownUs >= endUs + tailUs ? this.#until(endUs, 0) : null
  }

  #follow(found: ZeroCrossings, first: number, knownUs: number): Piece | null {
    this.#reference = found
    this.#first = first
    if (!this.#isFresh) return this.#until(found.crossings.at(first), 0)
    this.#isFresh = false
    this.#startUs = found.crossings.at(first)
    return this.next(knownUs)
  }

  /** The first one that has a wave, beginning with the one whose turn it is. */
  #living(): ZeroCrossings | null {
    const { length } = this.#voltages
    for (let i = 0; i < length; i++) {
      const voltage = this.#voltages[(this.#rank + i) % length]
      if (voltage?.isLiving === true) return voltage
    }
    return null
  }
}

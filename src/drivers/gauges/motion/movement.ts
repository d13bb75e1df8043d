import { longestPieceUs, type WavePiece } from '../../../hardware/ports.ts'
import type { Needle } from './needle.ts'
import type { Train } from './train.ts'

/** Moves needles together, piece by piece. */
export class Movement {
  readonly #needles: readonly Needle[]
  readonly #train: Train
  /** When the first step of the latest piece was due, microseconds after its begin; null: it had none. */
  firstStepUs: number | null = null

  /** The train has the needles' pins, in the same order. */
  constructor(needles: readonly Needle[], train: Train) {
    this.#needles = needles
    this.#train = train
  }

  /** The next piece, the last one as short as what remains; null: all are at rest and nothing is to come. */
  next(): WavePiece | null {
    const remainingUs = Math.max(this.#train.pendingUs, ...this.#needles.map(({ movesForUs }) => movesForUs))
    if (remainingUs === 0) return null
    const durationUs = Math.min(longestPieceUs, remainingUs)
    const steps = this.#needles.map((needle) => needle.advance(durationUs))
    const first = steps.flatMap(([step]) => (step === undefined ? [] : [step.atUs]))
    this.firstStepUs = first.length === 0 ? null : Math.min(...first)
    return this.#train.piece(durationUs, steps)
  }
}

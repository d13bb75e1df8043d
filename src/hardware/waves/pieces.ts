import type { NextPiece, WaveOutputs, WavePiece } from '../ports.ts'
import { type Carried, type Train, trainOf } from './train.ts'

/** Asks for the pieces, and makes trains of them: each begins as the one before it ended. */
export class Pieces {
  /** Until there is none. */
  wanted = false
  #carried: Carried
  readonly #pins: ReadonlySet<number>
  readonly #next: NextPiece

  constructor({ pins }: WaveOutputs, next: NextPiece) {
    this.#pins = new Set(pins)
    this.#next = next
    this.#carried = { lateUs: 0, last: { pin: pins[0] ?? 0, level: 0 } }
  }

  next(joined: boolean): Train | null {
    const piece = this.#next(joined)
    this.wanted = piece !== null
    if (piece === null) return null
    this.#check(piece)
    const train = trainOf(piece, joined ? this.#carried : { ...this.#carried, lateUs: 0 })
    this.#carried = train.carried
    return train
  }

  #check({ changes }: WavePiece): void {
    const strange = changes.find(({ pin }) => !this.#pins.has(pin))
    if (strange !== undefined) throw new Error(`pin ${strange.pin} is none of the outputs`)
  }
}

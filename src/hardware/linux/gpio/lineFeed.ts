import type { NextPiece } from '../../ports.ts'
import { closingPiece, type LinePiece, linePiece } from './linePieces.ts'
import type { LineThread } from './lineThread.ts'

/** How far the thread has pieces ahead: the program may be held up for as long without a gap. */
const aheadUs = 100_000
/** What is on its way to the thread for longer than it has pieces may come after a gap. */
const onItsWayUs = 5_000

/** A piece that the thread has not played yet. */
interface Queued {
  readonly durationUs: number
  readonly postedUs: number
}

/** Keeps a thread in pieces, from the first `wake` until there is none, and again from the next one. */
export class LineFeed {
  readonly #thread: Pick<LineThread, 'post'>
  readonly #pins: readonly number[]
  readonly #next: NextPiece
  readonly #nowUs: () => number
  readonly #queued: Queued[] = []
  /** When all of them will have been played, unless they come late. */
  #endUs = -Infinity
  #hasNext = false
  #resting: (() => void)[] = []

  constructor(thread: Pick<LineThread, 'post'>, pins: readonly number[], next: NextPiece, nowUs: () => number) {
    this.#thread = thread
    this.#pins = pins
    this.#next = next
    this.#nowUs = nowUs
  }

  /** See `WavePlayer`. Throws what `next` throws. */
  wake(): void {
    if (this.#hasNext) return
    this.#hasNext = true
    this.#fill()
  }

  /** The thread has played the oldest piece, which ends then: later than planned by what was late in it. */
  played(endUs: number): void {
    this.#queued.shift()
    this.#endUs = this.#queued.reduce((end, { durationUs, postedUs }) => Math.max(end, postedUs) + durationUs, endUs)
    if (this.#hasNext) this.#fill()
    if (!this.#isAtRest) return
    for (const resolve of this.#resting.splice(0)) resolve()
  }

  /** See `WavePlayer`. */
  async rest(): Promise<void> {
    if (!this.#isAtRest) await new Promise<void>((resolve) => this.#resting.push(resolve))
  }

  get #isAtRest(): boolean {
    return !this.#hasNext && this.#queued.length === 0
  }

  #fill(): void {
    for (;;) {
      const leftUs = this.#endUs - this.#nowUs()
      if (leftUs >= aheadUs) return
      const isJoined = leftUs >= onItsWayUs
      const piece = this.#next(isJoined)
      this.#post(piece === null ? closingPiece : linePiece(piece, isJoined, this.#pins))
      this.#hasNext = piece !== null
      if (piece === null) return
    }
  }

  #post(piece: LinePiece): void {
    const postedUs = this.#nowUs()
    this.#queued.push({ durationUs: piece.durationUs, postedUs })
    this.#endUs = Math.max(this.#endUs, postedUs) + piece.durationUs
    this.#thread.post(piece)
  }
}

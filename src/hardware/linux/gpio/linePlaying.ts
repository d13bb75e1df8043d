import { valuesBytes } from './layout.ts'
import type { LinePiece } from './linePieces.ts'

/** A clock by which a thread plays. */
export interface PlayingClock {
  /** Microseconds, never going back. */
  nowUs(): number
  /** Returns then or later, at once where that time has passed. Nothing else runs meanwhile. */
  waitUntil(atUs: number): void
}

export interface PlayedPiece {
  /** When it ends: its last change has been made, and what follows it comes then. By the clock of playing. */
  readonly endUs: number
  /** By how much one of its changes came later than planned after the one before it, at most. */
  readonly latestUs: number
}

/**
 * Plays pieces one after the other. What is late is never caught up: all that follows comes later by the same time, so that no interval is
 * shorter than planned. A change counts from when the kernel has made it: it may be made at any time while it is asked for.
 */
export class LinePlaying {
  readonly #clock: PlayingClock
  readonly #set: (values: Uint8Array) => void
  #endUs = -Infinity

  /** `set` sets levels of the lines, as `LinePiece.values` has them; what it throws ends the piece. */
  constructor(clock: PlayingClock, set: (values: Uint8Array) => void) {
    this.#clock = clock
    this.#set = set
  }

  play({ durationUs, isJoined, atUs, values }: LinePiece): PlayedPiece {
    let beginUs = isJoined ? this.#endUs : Math.max(this.#clock.nowUs(), this.#endUs)
    let latestUs = 0
    this.#clock.waitUntil(beginUs)
    for (const [which, changeUs] of atUs.entries()) {
      this.#clock.waitUntil(beginUs + changeUs)
      this.#set(values.subarray(which * valuesBytes, (which + 1) * valuesBytes))
      const lateUs = this.#clock.nowUs() - (beginUs + changeUs)
      latestUs = Math.max(latestUs, lateUs)
      beginUs += lateUs
    }
    this.#endUs = beginUs + durationUs
    return { endUs: this.#endUs, latestUs }
  }
}

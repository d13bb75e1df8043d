import type { RawTrack } from '../../measure/power/window.ts'

type Signs = Pick<RawTrack, 'samples' | 'clipped'>

/** A spike is no clipping; a wave that is cut shows it several times a cycle. */
const clippedShare = 0.005
/** A problem stays this long after its last sign, so that it can be read. */
const lingersS = 60
/** The windows beside a time at one end of the range are of both kinds. */
const besideS = 1

/** Nothing was seen of a wave: every sample is at one end. */
export const isRail = ({ samples, clipped }: Signs): boolean => samples > 0 && clipped === samples

/** Tells whether an input clips now, or did a short time ago. */
export class ClipWatch {
  #clippedAgoS = Infinity
  #railAgoS = Infinity

  look(signs: Signs, seconds: number): boolean {
    this.#railAgoS = isRail(signs) ? 0 : this.#railAgoS + seconds
    if (this.#railAgoS <= besideS) this.#clippedAgoS = Infinity
    else this.#clippedAgoS = signs.clipped > clippedShare * signs.samples ? 0 : this.#clippedAgoS + seconds
    return this.#clippedAgoS < lingersS
  }
}

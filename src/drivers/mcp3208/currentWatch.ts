import type { RawCurrent } from '../../measure/power/window.ts'
import { ClipWatch, isRail } from './clipWatch.ts'

type HeardTrack = Pick<RawCurrent, 'samples' | 'clipped' | 'rms' | 'noise' | 'fundamental'>

/** What a window tells of the health of a current channel. */
export interface CurrentSigns extends HeardTrack {
  readonly apparentVa: number | null
  readonly powerFactor: number | null
  /** How long this was so. */
  readonly seconds: number
}

export interface WatchedCurrent {
  readonly id: string
  readonly channel: number
  /** The greatest sine that the input takes. */
  readonly clipA: number
}

/** A load that is worth a word. */
const leastVa = 50
/** Motors at rest come near 0.2; a clamp on another conductor than its voltage comes nearer to 0. */
const rightAngle = 0.1
const rightAngleS = 600
/** An open input scatters so much from sample to sample, counts and share of the whole, and hardly keeps step with the mains; a load does. */
const leastNoise = 20
const noiseShare = 0.7
const mostInStep = 0.2

/** Whether the samples say nothing of a current: at one end of the range, or noise. */
export const isDeaf = (track: HeardTrack): boolean => isRail(track) || isNoise(track)

const isNoise = ({ rms, noise, fundamental }: HeardTrack) =>
  noise > leastNoise && noise > noiseShare * rms && (fundamental ?? 0) < mostInStep * rms

/** Finds what is wrong with the wiring of a clamp, as sentences that say what to change. */
export class CurrentWatch {
  readonly #current: WatchedCurrent
  readonly #clip = new ClipWatch()
  #rightAngleForS = 0
  /** A load was there that was not at a right angle: the clamp stands where it should. */
  #stoodRight = false

  constructor(current: WatchedCurrent) {
    this.#current = current
  }

  /** What is wrong now; null: nothing. */
  look(signs: CurrentSigns): string | null {
    const { id, channel, clipA } = this.#current
    const clips = this.#clip.look(signs, signs.seconds)
    if (isRail(signs)) return `the input of channel ${channel} lies at one end of its range: its bias is missing, or nothing is wired to it`
    if (isNoise(signs))
      return `the input of channel ${channel} hears noise instead of a current: it is open, or its wires pick something up`
    if (clips) {
      return `${id} clips: the current's peak is beyond what channel ${channel} takes (${amps(clipA)} rms): take a smaller burden, or a larger clamp`
    }
    return this.#isAtRightAngle(signs) ? swapped(id) : null
  }

  #isAtRightAngle({ apparentVa, powerFactor, seconds }: CurrentSigns): boolean {
    if (apparentVa !== null && powerFactor !== null && apparentVa >= leastVa) {
      if (Math.abs(powerFactor) >= rightAngle) this.#stoodRight = true
      this.#rightAngleForS += seconds
    }
    return !this.#stoodRight && this.#rightAngleForS >= rightAngleS
  }
}

const swapped = (id: string) =>
  `${id} has had a power factor near 0 for ${rightAngleS / 60} minutes: its clamp hears something else than a load: look whether it encloses a single conductor, and is closed`

const amps = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} A`

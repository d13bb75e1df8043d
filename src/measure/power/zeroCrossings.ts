import { Crossings } from './crossings.ts'
import { crossingBefore } from './crossingTime.ts'
import type { Track } from './track.ts'

/** Mains is 45 to 65 Hz; what crosses in another rhythm than 40 to 70 Hz is something else. */
export const longestCycleUs = 1e6 / 40
const shortestCycleUs = 1e6 / 70
/** Without a crossing for so long the wave is gone. */
const silenceUs = 2.5 * longestCycleUs
/** Less from peak to peak cannot be a wave that counts. */
const leastSpan = 40
/** A crossing must go through so much of the span from peak to peak below and above the level: noise there is no second crossing. */
const hysteresis = 1 / 8
/** How fast the level follows the mean of a cycle: a slow drift of the bias must be followed, noise should not move the crossings. */
const levelShare = 1 / 4

/**
 * Finds the upward crossings of one voltage through its own mean, in two stages: gathering (the span from peak to peak of the slowest
 * cycle) and following. The level found by gathering is a guess: after the first cycle its mean replaces it and the samples are gone
 * through again, so that no crossing of a wave is lost by searching for it.
 */
export class ZeroCrossings {
  readonly #track: Track
  /** Those of the wave; also of one that has just gone, until another one is followed. */
  readonly crossings = new Crossings()
  /** There is a wave: its last crossings came in the rhythm of mains. */
  isLiving = false
  #isFollowing = false
  #isRefined = false
  /** Where the search began, and the next sample to look at: names that last (see `Track.dropped`). */
  #begin = 0
  #next = 0
  #beganUs = 0
  #level = 0
  #margin = 0
  #least = Infinity
  #most = -Infinity
  #isBelow = false
  #beforeUs = 0
  #before = 0
  /**
   * Integral since the last crossing, up to the sample before; and where a crossing was seen that is not yet certain, and the integral up
   * to there.
   */
  #area = 0
  #seenUs = 0
  #seenArea = 0

  constructor(track: Track) {
    this.#track = track
  }

  /** Starts anew with what the track holds. */
  restart(): void {
    this.isLiving = false
    this.crossings.clear()
    this.#gatherFrom(this.#track.dropped)
  }

  /** Looks at the samples up to a time, but for the last two: the last one may be wild, and a crossing is found from two on either side. */
  scan(untilUs: number): void {
    if (!this.#isFollowing) this.#gather(untilUs)
    while (this.#isFollowing) {
      const i = this.#next - this.#track.dropped
      const timeUs = this.#track.times[i] ?? Infinity
      if (i >= this.#track.count - 2 || timeUs > untilUs) break
      this.#next++
      this.#look(i, timeUs, this.#track.values[i] ?? 0)
    }
    const quietSinceUs = this.crossings.count > 0 ? this.crossings.lastUs : this.#beganUs
    if (this.#isFollowing && untilUs - quietSinceUs > silenceUs) this.#lose()
  }

  #gatherFrom(begin: number): void {
    this.#isFollowing = false
    this.#begin = begin
    this.#next = begin
    this.#least = Infinity
    this.#most = -Infinity
  }

  #gather(untilUs: number): void {
    const { times, values, count, dropped } = this.#track
    if (this.#begin < dropped) this.#gatherFrom(dropped)
    for (let i = this.#next - dropped; i < count - 1 && (times[i] ?? Infinity) <= untilUs; i++) {
      this.#least = Math.min(this.#least, values[i] ?? 0)
      this.#most = Math.max(this.#most, values[i] ?? 0)
      this.#next++
      if ((times[i] ?? 0) - (times[this.#begin - dropped] ?? 0) < longestCycleUs) continue
      if (this.#most - this.#least >= leastSpan) return this.#followFromBegin((this.#least + this.#most) / 2, false)
      this.#gatherFrom(this.#next)
    }
  }

  #followFromBegin(level: number, isRefined: boolean): void {
    const i = this.#begin - this.#track.dropped
    this.#beganUs = this.#track.times[i] ?? 0
    this.#beforeUs = this.#beganUs
    this.#before = this.#track.values[i] ?? 0
    this.#next = this.#begin + 1
    this.#isFollowing = true
    this.#isRefined = isRefined
    this.#isBelow = false
    this.#level = level
    this.#margin = (this.#most - this.#least) * hysteresis
    this.#area = 0
    this.crossings.clear()
  }

  #look(i: number, timeUs: number, value: number): void {
    const level = this.#level
    if (value < level - this.#margin) this.#isBelow = true
    if (this.#isBelow && this.#before < level && value >= level) {
      this.#seenUs = crossingBefore(this.#track, i, level)
      this.#seenArea = this.#area + ((this.#before + level) / 2) * (this.#seenUs - this.#beforeUs)
    }
    this.#area += ((this.#before + value) / 2) * (timeUs - this.#beforeUs)
    this.#least = Math.min(this.#least, value)
    this.#most = Math.max(this.#most, value)
    this.#beforeUs = timeUs
    this.#before = value
    if (this.#isBelow && value > level + this.#margin) this.#cross()
  }

  /** The crossing that was seen is one. */
  #cross(): void {
    this.#isBelow = false
    const cycleUs = this.#seenUs - this.crossings.lastUs
    const mean = this.#seenArea / cycleUs
    this.#area -= this.#seenArea
    if (this.crossings.count > 0) {
      if (cycleUs < shortestCycleUs || cycleUs > longestCycleUs) return this.#lose()
      if (!this.#isRefined) return this.#followFromBegin(mean, true)
      this.#level += (mean - this.#level) * levelShare
      this.#margin = (this.#most - this.#least) * hysteresis
    }
    this.crossings.add(this.#seenUs)
    this.#least = Infinity
    this.#most = -Infinity
    this.isLiving ||= this.crossings.areSteady
  }

  #lose(): void {
    this.isLiving = false
    this.#gatherFrom(this.#next)
  }
}

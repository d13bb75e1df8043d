import { Channel } from './channel.ts'
import { Measuring } from './measure.ts'
import { Pieces, type Piece } from './pieces.ts'
import type { MeterPlan, RawWindow } from './window.ts'
import { longestCycleUs, ZeroCrossings } from './zeroCrossings.ts'

export interface MeterOptions {
  /** Codes of the converter; 4096 when left out. */
  readonly range?: number
  /** Whole mains cycles a window; when left out as many as come next to 0.2 s: 10 at 50 Hz, 12 at 60 Hz. */
  readonly cycles?: number
}

const lengthUs = 200_000
/** The most samples of one track, for which memory is taken. */
const samplesPerSecond = 20_000
/** What is kept of the time before a window: a cycle, for voltages that lag. */
const historyUs = 1.2 * longestCycleUs
/** And before what is sampled now: where a wave is searched for, samples are gone through again. */
const searchUs = 130_000
/** Slack for callers who ask late. */
const slackUs = 250_000
/** Crossings are searched for in steps so short that no voltage is both lost and found within one. */
const stepUs = 5000
/** Windows that wait for a caller who interrupts without closing. */
const mostWaiting = 16

/**
 * Meters power from the samples of several channels of one converter, in windows of whole mains cycles that abut. Every sample counts at
 * its own time, so that the order of the channels and the gaps between batches need no correction. Pure: it has no clock.
 */
export class PowerMeter {
  readonly #plan: MeterPlan
  readonly #range: number
  readonly #channels: readonly Channel[]
  readonly #voltages: readonly Channel[]
  readonly #crossings: readonly ZeroCrossings[]
  readonly #pieces: Pieces
  /** Samples of it have come. */
  #isBegun = false
  /** Up to where crossings are known. */
  #knownUs = 0
  #waiting: RawWindow[] = []
  #measuring: Measuring | null = null

  constructor(plan: MeterPlan, { range = 4096, cycles }: MeterOptions = {}) {
    const longestUs = Math.max(1.25 * lengthUs, (cycles ?? 0) * longestCycleUs)
    const capacity = Math.ceil(((longestUs + searchUs + slackUs) * samplesPerSecond) / 1e6)
    this.#plan = plan
    this.#range = range
    this.#channels = Array.from({ length: plan.tracks }, () => new Channel(capacity))
    this.#voltages = plan.voltages.flatMap((track) => this.#channels[track] ?? [])
    this.#crossings = this.#voltages.map(({ track }) => new ZeroCrossings(track))
    this.#pieces = new Pieces(this.#crossings, {
      lengthUs: Math.max(lengthUs, (cycles ?? 0) * 20_000),
      cycles: cycles ?? null,
      historyCycles: Math.max(0, ...plan.currents.map(({ lag }) => lag)),
    })
  }

  /** Takes in one sample, in counts. The times of a track ascend. */
  add(track: number, timeUs: number, value: number): void {
    this.#channels[track]?.track.add(timeUs, value)
  }

  /** The next window that is over, when all samples up to a time have been added; null: there is none yet. To be asked until then. */
  close(untilUs: number): RawWindow | null {
    for (;;) {
      const outcome = this.step(untilUs)
      if (outcome !== 'busy') return outcome
    }
  }

  /** A small part of the work of `close`, for callers who may not be held up; 'busy': there is more of it to do. */
  step(untilUs: number): RawWindow | 'busy' | null {
    const waiting = this.#waiting.shift()
    if (waiting !== undefined) return waiting
    for (const { track } of this.#channels) if (track.hasOverflowed) this.#restart()
    return this.#work(untilUs)
  }

  /** Samples are missing from here: the next `close` gives out what is whole before, and metering starts anew with the next sample. */
  interrupt(): void {
    const lastUs = Math.max(0, ...this.#channels.map(({ track }) => track.times[track.count - 1] ?? 0))
    this.#workOff(lastUs)
    const rest = this.#isBegun ? this.#pieces.rest(lastUs) : null
    if (rest !== null) this.#measuring = this.#begun(rest)
    this.#workOff(lastUs)
    this.#waiting = this.#waiting.slice(-mostWaiting)
    this.#clear()
  }

  /** What came so far is over: metering starts anew with the next sample. */
  forget(): void {
    this.#waiting = []
    this.#clear()
  }

  #clear(): void {
    for (const { track } of this.#channels) track.clear()
    this.#restart()
  }

  #restart(): void {
    for (const { track } of this.#channels) track.hasOverflowed = false
    for (const voltage of this.#crossings) voltage.restart()
    this.#isBegun = false
    this.#measuring = null
  }

  #workOff(untilUs: number): void {
    for (let outcome = this.#work(untilUs); outcome !== null; outcome = this.#work(untilUs)) {
      if (outcome !== 'busy') this.#waiting.push(outcome)
    }
  }

  #work(untilUs: number): RawWindow | 'busy' | null {
    if (this.#measuring === null) {
      const piece = this.#nextPiece(untilUs)
      if (piece === null) return null
      this.#measuring = this.#begun(piece)
    }
    const window = this.#measuring.step()
    return window === null ? 'busy' : this.#finish(window)
  }

  #begun(piece: Piece): Measuring {
    return new Measuring(this.#plan, this.#channels, this.#voltages, piece, this.#range)
  }

  #nextPiece(untilUs: number): Piece | null {
    if (!this.#isBegun) this.#begin()
    while (this.#isBegun) {
      const piece = this.#pieces.next(this.#knownUs)
      if (piece !== null) return piece
      if (this.#knownUs >= untilUs) break
      this.#knownUs = Math.min(this.#knownUs + stepUs, untilUs)
      for (const voltage of this.#crossings) voltage.scan(this.#knownUs)
    }
    return null
  }

  /** Begins where all tracks have samples. */
  #begin(): void {
    const firstUs = this.#channels.flatMap(({ track }) => (track.count > 0 ? (track.times[0] ?? []) : []))
    if (firstUs.length === 0) return
    this.#isBegun = true
    this.#knownUs = Math.max(...firstUs)
    this.#pieces.restart(this.#knownUs)
  }

  #finish(window: RawWindow): RawWindow {
    const { reference } = this.#pieces
    const hadCycles = (this.#measuring?.piece.cycles ?? 0) > 0
    this.#measuring = null
    if (hadCycles && reference !== null && window.voltages[reference]?.isWave === false) this.#pieces.distrust()
    const neededUs = Math.min(window.endUs - historyUs, this.#knownUs - searchUs)
    for (const { track } of this.#channels) track.dropBefore(neededUs)
    return window
  }
}

import type { WavePiece } from '../../hardware/ports.ts'
import { nearestBeginSteps } from './field.ts'
import { homingMoves } from './motion/homing.ts'
import type { MotionLimits } from './motion/limits.ts'
import { Movement } from './motion/movement.ts'
import { Train } from './motion/train.ts'
import type { GaugesSettings } from './settings.ts'
import { Track } from './track.ts'

/** All needles of a board, moved together. */
export class Mechanism {
  /** In the order of the settings. */
  readonly tracks: readonly Track[]
  readonly #movement: Movement
  readonly #limits: MotionLimits
  readonly #homingLimits: MotionLimits
  readonly #startStepsPerS: number
  readonly #lost: () => void
  readonly #homed: () => void

  /** `exact`: each pulse comes at its time. `lost`: needles may have been thrown off; `homed`: it has come to be known where one is. */
  constructor(settings: GaugesSettings, exact: boolean, told: { lost: () => void; homed: () => void }) {
    const { speedStepsPerS, startSpeedStepsPerS, accelerationStepsPerS2, homing, gauges } = settings
    // A pulse that comes late is a stop and a start.
    const greatest = (speed: number) => (exact ? speed : Math.min(speed, startSpeedStepsPerS))
    this.#limits = { speedStepsPerS: greatest(speedStepsPerS), accelerationStepsPerS2 }
    this.#homingLimits = { speedStepsPerS: greatest(homing.speedStepsPerS), accelerationStepsPerS2 }
    this.#startStepsPerS = startSpeedStepsPerS
    this.tracks = gauges.map(({ smoothingMs, backlashSteps }) => new Track(this.#limits, { smoothingMs, backlashSteps, lowestSteps: 0 }))
    this.#movement = new Movement(
      this.tracks.map(({ needle }) => needle),
      new Train(gauges),
    )
    this.#lost = told.lost
    this.#homed = told.homed
  }

  /** When the first step of the latest piece was due, microseconds after its begin; null: it had none. */
  get firstStepUs(): number | null {
    return this.#movement.firstStepUs
  }

  /** Whether any needle moves, or is to. */
  get hasWork(): boolean {
    return this.tracks.some((track) => track.hasWork)
  }

  /** What follows, see `NextPiece`. */
  next(joined: boolean): WavePiece | null {
    if (!joined) this.#rested()
    const known = this.tracks.filter(({ isHomed }) => isHomed).length
    for (const track of this.tracks) track.proceed()
    if (this.tracks.filter(({ isHomed }) => isHomed).length > known) this.#homed()
    return this.#movement.next()
  }

  /** Drives all needles against their stops, wherever they are; those that are on their way there go on. */
  home(): void {
    for (const track of this.tracks) if (track.isHomed || !track.isBusy) this.#home(track, null)
  }

  /** Drives these needles against their stops, by the short way where it is known where they are. */
  homeAtStart(tracks: readonly Track[]): void {
    for (const track of tracks) this.#home(track, track.isHomed ? track.needle.positionSteps : null)
  }

  /** Every needle goes to its places one after another, and back to where it is wanted; not one that is doing something else. */
  sweep(placesSteps: readonly (readonly number[])[]): void {
    for (const [index, track] of this.tracks.entries())
      if (track.isHomed && !track.isBusy) track.do((placesSteps[index] ?? []).map((toSteps) => ({ toSteps, limits: this.#limits })))
  }

  /** The driver was reset: its field begins anew, and each rotor has turned to the nearest place where that is met. */
  fieldBeginsAnew(): void {
    for (const { needle } of this.tracks) needle.place(nearestBeginSteps(needle.positionSteps))
  }

  /** The outputs may have rested in the middle of a motion. */
  #rested(): void {
    const moving = this.tracks.filter(({ needle }) => !needle.atRest)
    if (moving.some(({ needle }) => needle.speedStepsPerS > this.#startStepsPerS)) return this.#loseAll()
    for (const track of moving) track.goOn()
  }

  #loseAll(): void {
    for (const track of this.tracks) track.loseItsPlace()
    this.#lost()
    this.home()
  }

  #home(track: Track, fromSteps: number | null): void {
    const { stop } = track
    const moves = homingMoves({ fromSteps, phaseSteps: stop.toSteps, limits: this.#homingLimits })
    const deeds = moves.map(({ targetSteps, limits }) => ({ toSteps: stop.toSteps + targetSteps, limits }))
    track.isHomed = false
    track.do([stop, ...deeds, { standsAtSteps: 0 }])
  }
}

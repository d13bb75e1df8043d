import type { WavePiece } from '../../hardware/ports.ts'
import { Daily } from './daily.ts'
import { Drive } from './drive.ts'
import { clearOfHalfTurn } from './field.ts'
import type { Gauge } from './gauge.ts'
import type { GaugesLine } from './line.ts'
import type { Lamp } from './lamp.ts'
import { Mechanism } from './mechanism.ts'
import type { Memory } from './memory.ts'
import { pointersOf, recall, standing, stateOf, type Pointer } from './pointers.ts'
import type { Wiring } from './wiring.ts'

/** How often it is looked whether something has grown old, or is due. */
const lookMs = 1_000
/** A source may take so long until it has told something: before that it is no problem. */
const patienceMs = 60_000
/** Needles that are not parked by then come to rest where they are: the slowest brake for 1.8 s. */
const parkMs = 4_000

export interface BoardParts {
  readonly wiring: Wiring
  readonly gauges: readonly Gauge[]
  readonly lamp: Lamp | null
  readonly memory: Memory
}

/** A board that runs: it brings the needles to where the gauges want them. */
export class Board {
  readonly #line: GaugesLine
  readonly #parts: BoardParts
  readonly #mechanism: Mechanism
  readonly #pointers: readonly Pointer[]
  readonly #drive: Drive
  readonly #daily: Daily | null
  readonly #beganMs: number
  /** The needles may move. */
  #isReady = false
  #fail: (error: unknown) => void = () => undefined
  readonly #failed = new Promise<never>((_, reject) => (this.#fail = reject))

  constructor(line: GaugesLine, parts: BoardParts) {
    const { settings, clock, log } = line
    this.#line = line
    this.#parts = parts
    // Not while the next piece is being made: whoever hears of it may want another one.
    const soon = () => queueMicrotask(() => this.refresh())
    this.#mechanism = new Mechanism(settings, parts.wiring.player.exact, {
      lost: () => {
        log.warn('the program was held up while the needles moved: they may be anywhere, and look for their stops again')
        soon()
      },
      homed: soon,
    })
    this.#pointers = pointersOf(this.#mechanism.tracks, parts.gauges)
    this.#drive = new Drive(parts.wiring, this.#mechanism, clock)
    const { dailyMinute } = settings.homing
    this.#daily = dailyMinute === null ? null : new Daily(dailyMinute, clock)
    this.#beganMs = clock.monotonicMs()
    this.#failed.catch(() => undefined)
  }

  /** What the needles do next, see `NextPiece`. */
  next(joined: boolean): WavePiece | null {
    return this.#drive.next(joined)
  }

  /** The needles are where they were left, or where nobody knows. */
  async begin(): Promise<void> {
    const { memory, lamp } = this.#parts
    const { atStart } = this.#line.settings.homing
    recall(this.#pointers, memory, atStart)
    await memory.forgetPositions()
    await this.#drive.energize()
    if (this.#line.signal.aborted) return
    this.#mechanism.homeAtStart(this.#mechanism.tracks.filter(({ isHomed }) => atStart === 'always' || !isHomed))
    this.#isReady = true
    this.#line.report(lamp === null ? {} : { status_led: lamp.mode })
  }

  /** After `begin`, until the signal, or until the needles cannot be moved any more. */
  async run(): Promise<void> {
    const failed = Promise.race([this.#failed, this.#parts.wiring.player.ended])
    try {
      await Promise.race([failed, this.#look()])
      this.#isReady = false
      await Promise.race([failed, this.#leave()])
    } finally {
      this.#isReady = false
      this.#parts.wiring.coils.release()
    }
  }

  /** All needles look for their stops. */
  home(): void {
    this.#mechanism.home()
    this.refresh()
  }

  /** Every needle shows its ends. */
  sweep(): void {
    this.#mechanism.sweep(this.#parts.gauges.map(({ endsSteps }) => endsSteps))
    this.refresh()
  }

  /** Brings everything up to what is known now. */
  refresh(): void {
    if (!this.#isReady) return
    try {
      for (const { track, gauge } of this.#pointers) {
        track.wantedSteps = this.#line.settings.releaseMs === null ? gauge.place.steps : clearOfHalfTurn(gauge.place.steps)
        gauge.tell(track.isHomed)
      }
      this.#parts.lamp?.show()
      this.#drive.wake(this.#fail)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** How the needles stand, for the program's own tools. */
  get needles() {
    return { firstStepAtMs: this.#drive.firstStepAtMs, needles: this.#pointers.map(stateOf) }
  }

  async #look(): Promise<void> {
    const { clock, signal, settings } = this.#line
    while (!signal.aborted) {
      if (this.#daily?.isDue() === true) this.home()
      this.refresh()
      if (settings.releaseMs !== null) this.#drive.releaseAfter(settings.releaseMs)
      for (const gauge of this.#parts.gauges) gauge.tellProblem(clock.monotonicMs() - this.#beganMs < patienceMs)
      await clock.sleep(lookMs, signal).catch(() => undefined)
    }
  }

  /** Leaves the needles at rest, parked where that is wanted, and remembers where. */
  async #leave(): Promise<void> {
    const { park } = this.#line.settings
    const { memory } = this.#parts
    for (const track of this.#mechanism.tracks) track.finish(park ? 0 : clearOfHalfTurn(track.wantedSteps))
    this.#drive.wake(this.#fail)
    await this.#drive.rest(parkMs)
    memory.leaveAt(standing(this.#pointers))
  }
}

import { mostChanges, type LevelChange, type WavePiece } from '../../../hardware/ports.ts'
import type { Step } from './needle.ts'

/** BCM numbers. */
export interface NeedlePins {
  readonly stepPin: number
  readonly dirPin: number
  /** DIR high turns it up, away from the stop; else low does, as these motors are usually wired to their driver. */
  readonly inverted?: boolean
}

/** The motors' driver wants 0.45 µs each, and 0.1 µs between DIR and the step. */
const highUs = 5
const lowUs = 5
const setupUs = 2
/** DIR changes so long before, where there is room. */
const aheadUs = 10

/** Turns the steps of needles into changes of their pins, all in one piece. */
export class Train {
  readonly #lanes: readonly Lane[]
  /** What lay beyond the end of the piece before, by the clock of the next one. */
  #carried: readonly LevelChange[] = []

  constructor(needles: readonly NeedlePins[]) {
    this.#lanes = needles.map((pins) => new Lane(pins))
  }

  /** How long the changes still to come take, whole microseconds; 0: there are none. */
  get pendingUs(): number {
    const last = this.#carried.at(-1)
    return last === undefined ? 0 : last.atUs + 1
  }

  /** `steps`: of each needle, in the order of the pins, within the piece. Throws an Error where they are more than a piece may hold. */
  piece(durationUs: number, steps: readonly (readonly Step[])[]): WavePiece {
    const changes = [...this.#carried]
    for (const [index, lane] of this.#lanes.entries()) lane.change(durationUs, steps[index] ?? [], changes)
    changes.sort((one, other) => one.atUs - other.atUs)
    const end = changes.findIndex(({ atUs }) => atUs >= durationUs)
    const beyond = end === -1 ? [] : changes.splice(end)
    if (changes.length > mostChanges) throw new Error(`${changes.length} changes in ${durationUs} µs are more than a piece holds`)
    this.#carried = beyond.map(({ pin, level, atUs }) => ({ pin, level, atUs: atUs - durationUs }))
    return { durationUs, changes }
  }
}

/** The two pins of a needle. */
class Lane {
  readonly #pins: NeedlePins
  /** null: DIR has not been set yet. */
  #direction: Step['direction'] | null = null
  /** When STEP falls or fell, after the begin of the next piece. */
  #fallUs = Number.NEGATIVE_INFINITY

  constructor(pins: NeedlePins) {
    this.#pins = pins
  }

  change(durationUs: number, steps: readonly Step[], changes: LevelChange[]): void {
    const { stepPin } = this.#pins
    for (const step of steps) {
      const freeUs = Math.max(step.atUs, this.#fallUs + lowUs)
      const riseUs = step.direction === this.#direction ? freeUs : this.#turn(step.direction, freeUs, changes)
      this.#fallUs = riseUs + highUs
      changes.push({ pin: stepPin, level: 1, atUs: riseUs }, { pin: stepPin, level: 0, atUs: this.#fallUs })
    }
    this.#fallUs -= durationUs
  }

  /** Returns when the step may come. Nothing before the piece can be changed any more: a step at its very begin waits for DIR. */
  #turn(direction: Step['direction'], stepUs: number, changes: LevelChange[]): number {
    const { dirPin, inverted = false } = this.#pins
    const atUs = Math.max(0, stepUs - aheadUs, this.#fallUs + 1)
    changes.push({ pin: dirPin, level: (direction === 1) === inverted ? 1 : 0, atUs })
    this.#direction = direction
    return Math.max(stepUs, atUs + setupUs)
  }
}

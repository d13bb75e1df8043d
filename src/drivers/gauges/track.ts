import { clearOfHalfTurn } from './field.ts'
import type { MotionLimits } from './motion/limits.ts'
import { Needle, type Approach } from './motion/needle.ts'

/** A way to somewhere, without anything that belongs to showing a value. */
export interface Move {
  readonly toSteps: number
  readonly limits: MotionLimits
}

/** Something that a needle does before it goes where it is wanted. */
export type Deed = Move | { readonly standsAtSteps: number }

/** One needle, what it does first, and where it is wanted then. */
export class Track {
  readonly needle = new Needle(0)
  readonly #limits: MotionLimits
  #approach: Approach
  #deeds: readonly Deed[] = []
  /** What it does now. */
  #current: Move | null = null
  /** Whether it is known where the needle is. */
  isHomed = false
  wantedSteps = 0

  constructor(limits: MotionLimits, approach: Approach) {
    this.#limits = limits
    this.#approach = approach
  }

  /** The needle stands there, as somebody remembers. */
  stands(steps: number): void {
    this.needle.place(steps)
    this.isHomed = true
  }

  /** Begins from its motion, in place of what it was to do. */
  do(deeds: readonly Deed[]): void {
    this.#deeds = deeds
    this.#current = null
  }

  /** What brings it to rest as soon as can be. */
  get stop(): Move {
    return { toSteps: this.needle.stopSteps, limits: this.#limits }
  }

  /** Whether something is still to be done before it goes where it is wanted. */
  get isBusy(): boolean {
    return this.#current !== null || this.#deeds.length > 0
  }

  /** Whether it moves, or is to. */
  get hasWork(): boolean {
    return this.isBusy || !this.needle.atRest || (this.isHomed && this.needle.positionSteps !== this.wantedSteps)
  }

  /** Goes there by the shortest way, and does nothing more on that; a needle that is looking for its stop finds it first. */
  finish(atSteps: number): void {
    this.wantedSteps = atSteps
    this.#approach = { ...this.#approach, smoothingMs: 0 }
    if (this.isHomed) this.do([])
  }

  /** Comes to rest as soon as can be, where it is certain how its rotor will stand after a RESET. */
  halt(): void {
    this.finish(clearOfHalfTurn(this.stop.toSteps))
    this.do([this.stop])
  }

  /** The outputs rested while it moved so slowly that it could stop dead: it goes on from where it stands. */
  goOn(): void {
    this.needle.stopDead()
    if (this.#current !== null) this.needle.aim(this.#current.toSteps, this.#current.limits)
  }

  /** The outputs rested while it moved fast: it may be anywhere. */
  loseItsPlace(): void {
    this.needle.stopDead()
    this.do([])
    this.isHomed = false
  }

  /** Gives the needle its next aim, at the begin of a piece. */
  proceed(): void {
    if (this.needle.atRest) this.#current = null
    while (this.#current === null) {
      const [deed, ...rest] = this.#deeds
      if (deed === undefined) return this.#goWhereWanted()
      this.#deeds = rest
      this.#begin(deed)
    }
  }

  #begin(deed: Deed): void {
    if ('standsAtSteps' in deed) return this.stands(deed.standsAtSteps)
    this.needle.aim(deed.toSteps, deed.limits)
    this.#current = this.needle.atRest ? null : deed
  }

  #goWhereWanted(): void {
    if (this.isHomed) this.needle.aim(this.wantedSteps, this.#limits, this.#approach)
  }
}

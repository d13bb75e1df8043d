import type { Level } from '../../hardware/ports.ts'

export interface SimulatedMotorOptions {
  /** Where the rotor stands, microsteps above the lower stop. */
  readonly startSteps: number
  /** Where the upper stop is. */
  readonly endSteps?: number
  /** DIR high turns it up, away from the stop; else low does. */
  readonly inverted?: boolean
}

/** One turn of the rotor, which is one period of its torque. */
const turnSteps = 24
const radPerStep = (2 * Math.PI) / turnSteps
/**
 * The acceleration, steps/s², that the field gives where it pulls most, 6 steps away. The rotor then swings at 63 Hz by itself. With the damping
 * below it follows the ramp known to be good (20 steps of 800 us, up to 50 of 400, 100 of 200, 150 of 150, then of 139) with delays down to 0.7
 * of those, and starts and stops at 3 250 steps/s; from 3 500 it loses a turn, two at 5 000, four at 7 200.
 */
const pullStepsPerS2 = 600_000
/** A thirteenth of the critical damping, against the speed of the field, so that full speed costs no torque. */
const dampingPerS = 60
/** A hundredth of the pull: the rotor rests within 0.04 steps of the field, and stays where it is without one. */
const frictionStepsPerS2 = 6_000
const longestDtUs = 50
/** Slower than that, and where friction holds it, the rotor stands. */
const restStepsPerS = 5

export type MotorLine = 'step' | 'dir' | 'reset'

/**
 * A gauge's stepper behind its driver: a rotor with mass in a field that turns by a step with each rising edge, between two stops.
 * All times are whole microseconds of one clock, and never fall.
 */
export class SimulatedMotor {
  readonly #endSteps: number
  readonly #upLevel: Level
  #rotorSteps: number
  #speedStepsPerS = 0
  /** Where the field would have the rotor, in the rotor's own turns. */
  #fieldSteps = 0
  #levels: Record<MotorLine, Level> = { step: 0, dir: 0, reset: 0 }
  #atUs = 0
  /** Nothing moves until the next edge. */
  #settled = true
  readonly #changedUs = { step: Number.NEGATIVE_INFINITY, dir: Number.NEGATIVE_INFINITY }
  #steppedUs = Number.NEGATIVE_INFINITY
  /** Of the latest two steps. */
  #intervalUs = Number.POSITIVE_INFINITY
  #direction: 1 | -1 = 1

  /** All its lines are low: the coils are off. */
  constructor({ startSteps, endSteps = 3780, inverted = false }: SimulatedMotorOptions) {
    this.#rotorSteps = startSteps
    this.#endSteps = endSteps
    this.#upLevel = inverted ? 1 : 0
  }

  set(line: MotorLine, level: Level, atUs: number): void {
    if (this.#levels[line] === level) return
    if (line === 'reset') return this.#reset(level, atUs)
    this.#levels[line] = level
    if (line === 'step' && level === 1) this.#step(atUs)
    this.#changedUs[line] = atUs
  }

  /** The rotor's angle above the lower stop, in whole microsteps. */
  positionSteps(atUs: number): number {
    this.#moveUntil(atUs)
    return Math.round(this.#rotorSteps) + 0
  }

  /** How far the rotor is behind the field, in whole microsteps, since RESET or the latest `recount`. It says something once the rotor rests. */
  lostSteps(atUs: number): number {
    return this.#fieldSteps - this.positionSteps(atUs)
  }

  /** The same in turns of the rotor. */
  turnsSlipped(atUs: number): number {
    return Math.round(this.lostSteps(atUs) / turnSteps) + 0
  }

  /** What has been lost so far is forgotten, as after homing. */
  recount(atUs: number): void {
    this.#fieldSteps -= turnSteps * this.turnsSlipped(atUs)
  }

  /** The field stands at the begin of its turn. */
  #reset(level: Level, atUs: number): void {
    this.#moveUntil(atUs)
    this.#levels.reset = level
    this.#fieldSteps = turnSteps * Math.round(this.#rotorSteps / turnSteps)
    this.#steppedUs = Number.NEGATIVE_INFINITY
    this.#intervalUs = Number.POSITIVE_INFINITY
    this.#settled = false
  }

  /** Pulses that are too short for the driver are no steps. */
  #step(atUs: number): void {
    if (this.#levels.reset === 0 || atUs - this.#changedUs.dir < 1 || atUs - this.#changedUs.step < 1) return
    this.#moveUntil(atUs)
    this.#direction = this.#levels.dir === this.#upLevel ? 1 : -1
    this.#fieldSteps += this.#direction
    this.#intervalUs = atUs - this.#steppedUs
    this.#steppedUs = atUs
    this.#settled = false
  }

  #moveUntil(untilUs: number): void {
    const gapUs = untilUs - this.#atUs
    const parts = Math.ceil(gapUs / longestDtUs)
    for (let part = 0; part < parts && !this.#settled; part++) this.#move(this.#atUs + (gapUs * part) / parts, gapUs / parts / 1e6)
    this.#atUs = Math.max(this.#atUs, untilUs)
  }

  /** Semi-implicit: first the speed, then the angle with the new speed. */
  #move(atUs: number, durationS: number): void {
    const force = this.#force(atUs)
    const free = this.#speedStepsPerS + (force - dampingPerS * this.#speedStepsPerS) * durationS
    const held = Math.max(0, Math.abs(free) - frictionStepsPerS2 * durationS)
    this.#speedStepsPerS = free < 0 ? -held : held
    this.#rotorSteps += this.#speedStepsPerS * durationS
    const pressed = force * this.#stopped() > 0
    this.#settled = Math.abs(this.#speedStepsPerS) < restStepsPerS && (pressed || Math.abs(force) <= frictionStepsPerS2)
    if (this.#settled) this.#speedStepsPerS = 0
  }

  /** On a rotor that stands, steps/s². */
  #force(atUs: number): number {
    if (this.#levels.reset === 0) return 0
    const lag = this.#fieldSteps - this.#rotorSteps
    const pull = Math.sin((lag - turnSteps * Math.round(lag / turnSteps)) * radPerStep) * pullStepsPerS2
    return pull + (dampingPerS * this.#direction * 1e6) / Math.max(this.#intervalUs, atUs - this.#steppedUs)
  }

  /** Ends at a stop, from which nothing bounces. Returns in which direction that stop is; 0: there is none. */
  #stopped(): number {
    const beyond = this.#rotorSteps - Math.min(this.#endSteps, Math.max(0, this.#rotorSteps))
    if (beyond === 0) return 0
    this.#rotorSteps -= beyond
    this.#speedStepsPerS = 0
    return Math.sign(beyond)
  }
}

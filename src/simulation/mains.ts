import type { Clock } from '../runtime/clock.ts'
import type { Circuit } from './circuit.ts'

/** The house is looked at 20 times a second of wire time: its loads are switched in seconds. */
const stepUs = 50_000

/** Where nothing is known of the frequency: before the first look, in an outage. */
const nominalHz = 50

/**
 * The phase of a house's mains: the integral of its frequency over the time of the wires, without a jump at any change of state. The house
 * itself lives by the program's clock, which may be faster.
 */
export class Mains {
  readonly #circuit: Circuit
  readonly #clock: Clock
  #hertz = nominalHz
  #formerHertz = nominalHz
  #startUs = 0
  #endUs = Number.NEGATIVE_INFINITY
  #cycles = 0
  #wallMs: number
  #step = 0

  constructor(circuit: Circuit, clock: Clock) {
    this.#circuit = circuit
    this.#clock = clock
    this.#wallMs = clock.wallMs()
  }

  /** Counts the looks at the house: as long as it stays, what was derived from the states at `wallMs` still holds. */
  get step(): number {
    return this.#step
  }

  get wallMs(): number {
    return this.#wallMs
  }

  /**
   * Cycles since some start, at a time of the wires. Boards may ask in turn for times a little before those of another one: that lies in
   * the step before, where the frequency of that step holds.
   */
  cyclesAt(atUs: number): number {
    if (atUs >= this.#endUs) this.#look(atUs)
    const elapsedUs = atUs - this.#startUs
    return this.#cycles + (elapsedUs * (elapsedUs < 0 ? this.#formerHertz : this.#hertz)) / 1e6
  }

  #look(atUs: number): void {
    if (this.#step === 0) this.#startUs = atUs
    const cycles = this.#cycles + ((atUs - this.#startUs) * this.#hertz) / 1e6
    this.#cycles = cycles - Math.floor(cycles)
    this.#startUs = atUs
    this.#endUs = atUs + stepUs
    this.#wallMs = this.#clock.wallMs()
    this.#step++
    const { frequencyHz } = this.#circuit.at(this.#wallMs)
    this.#formerHertz = this.#hertz
    if (frequencyHz > 0) this.#hertz = frequencyHz
  }
}

const known = new WeakMap<Clock, Mains>()

/** The mains that all boards of one house share: those that live by the same clock. Their frequency is that of the circuit that was first. */
export function mainsOf(clock: Clock, circuit: Circuit): Mains {
  const mains = known.get(clock) ?? new Mains(circuit, clock)
  known.set(clock, mains)
  return mains
}

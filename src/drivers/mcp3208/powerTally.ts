import type { Total } from '../../entities/kept.ts'
import { Mean } from '../../measure/mean.ts'
import { StepWatch } from './stepWatch.ts'

/** Milliseconds of a watt in a kWh. */
const wattMsPerKwh = 3.6e9

/** Where the energy of a circuit goes: each way has a total of its own; null: power the other way is not counted. */
export interface Energies {
  readonly energyImport: Total
  readonly energyExport: Total | null
}

/** Power of a circuit over time: its mean, least and greatest over an interval, and its energy, window by window. */
export class PowerTally {
  readonly #energies: Energies
  readonly #power = new Mean()
  readonly #step: StepWatch
  #known = false

  constructor(energies: Energies, stepW: number) {
    this.#energies = energies
    this.#step = new StepWatch(stepW)
    energies.energyImport.begin(0)
    energies.energyExport?.begin(0)
  }

  get known(): boolean {
    return this.#known
  }

  /** `weight`: how long the window was, `forMs`: the time that its energy is counted for. Returns whether the interval is to end with it: the power has become known or unknown, or made a step. */
  add(powerW: number | null, weight: number, forMs: number): boolean {
    this.#power.add(powerW, weight)
    if (powerW !== null) this.#count((powerW * forMs) / wattMsPerKwh)
    const changed = (powerW !== null) !== this.#known
    this.#known = powerW !== null
    return this.#step.look(powerW, forMs) || changed
  }

  /** What is reported of the interval that ends; begins a new one. */
  take() {
    const power = this.#power.take()
    const known = this.#known ? power : null
    this.#step.told(known?.mean ?? null)
    return { power: known?.mean ?? null, power_minimum: known?.least ?? null, power_maximum: known?.greatest ?? null }
  }

  #count(energyKwh: number): void {
    if (energyKwh >= 0) this.#energies.energyImport.add(energyKwh)
    else this.#energies.energyExport?.add(-energyKwh)
  }
}

import type { Clock } from '../runtime/clock.ts'
import type { Circuit, CircuitState } from './circuit.ts'

/** What a metering chip knows of its circuit. */
export interface MeteringState extends CircuitState {
  /** Counted since its installation or reset, whichever way the power flowed. */
  readonly energyWh: number
  /** How long it has had mains; infinite where it never was without. */
  readonly poweredS: number
}

/** Below this no chip of the kind runs: PZEM-004T V3.0 datasheet, 1.1. */
const lowestVoltageV = 80

/** After a pause longer than this many seconds it is made up for in larger steps. */
const longestPauseS = 3600

/**
 * Measures a circuit once a second and counts its energy, with a quartz of its own: a jump of the wall clock changes no interval.
 * The instants are whole seconds of wall time, so that the meters of one house agree to the watt.
 */
export class Metering {
  readonly #circuit: Circuit
  readonly #clock: Clock
  #second: number
  #monotonicMs: number
  #state: CircuitState
  #energyWh: number
  #poweredS: number

  constructor(circuit: Circuit, clock: Clock, energyWh: number) {
    this.#circuit = circuit
    this.#clock = clock
    this.#second = Math.floor(clock.wallMs() / 1000)
    this.#monotonicMs = clock.monotonicMs()
    this.#state = circuit.at(this.#second * 1000)
    this.#energyWh = energyWh
    this.#poweredS = this.#hasMains ? Number.POSITIVE_INFINITY : 0
  }

  /** The state of the second that runs; null without mains. */
  look(): MeteringState | null {
    this.#catchUp()
    return this.#hasMains ? { ...this.#state, energyWh: this.#energyWh, poweredS: this.#poweredS } : null
  }

  resetEnergy(): void {
    this.#energyWh = 0
  }

  get #hasMains(): boolean {
    return this.#state.voltageV >= lowestVoltageV
  }

  #catchUp(): void {
    const monotonicMs = this.#clock.monotonicMs()
    const now = Math.floor(this.#clock.wallMs() / 1000)
    const elapsedS = Math.round((monotonicMs - this.#monotonicMs) / 1000)
    const jumped = Math.abs(now - this.#second - elapsedS) > 1
    if (jumped) this.#second = now - elapsedS
    if (now <= this.#second) return
    const strideS = Math.ceil((now - this.#second) / longestPauseS)
    while (this.#second < now) this.#measure(Math.min(strideS, now - this.#second))
    this.#monotonicMs = monotonicMs
  }

  #measure(seconds: number): void {
    this.#second += seconds
    this.#state = this.#circuit.at(this.#second * 1000)
    this.#poweredS = this.#hasMains ? this.#poweredS + seconds : 0
    if (this.#hasMains) this.#energyWh += (Math.abs(this.#state.activePowerW) * seconds) / 3600
  }
}

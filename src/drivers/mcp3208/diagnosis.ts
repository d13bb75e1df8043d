import type { Reading } from '../../entities/rows.ts'
import type { BoardRows } from './rows.ts'
import type { Sampled } from './sampled.ts'

/** More are no accident. */
const damagedShare = 0.01

/** How well the sampling goes: over an interval the rates, since the board came online the gaps. */
export class Diagnosis {
  readonly #sweepLength: number
  #conversions = 0
  #elapsedUs = 0
  #overruns = 0
  #damaged = 0
  #frequencyHz: number | null = null

  /** `sweepLength`: conversions in which each current is converted once. */
  constructor(sweepLength: number) {
    this.#sweepLength = sweepLength
  }

  add({ conversions, overruns, damaged, elapsedUs, window }: Sampled): void {
    this.#conversions += conversions
    this.#elapsedUs += elapsedUs
    this.#overruns += overruns
    this.#damaged += damaged
    this.#frequencyHz = window.frequencyHz
  }

  /** What is wrong with the frames of the interval; null: nothing. To be asked before `take`. */
  get problem(): string | null {
    if (this.#damaged <= damagedShare * this.#conversions) return null
    const percent = ((100 * this.#damaged) / this.#conversions).toFixed(0)
    return `${percent} % of the chip's frames arrive damaged and are left out: shorten its wires, or lower the clock in the settings`
  }

  /** Of the interval that ends; begins a new one. */
  take(): Reading<BoardRows> {
    const perSecond = this.#elapsedUs === 0 ? null : this.#conversions / (this.#elapsedUs / 1e6)
    const pairs = perSecond === null || this.#frequencyHz === null ? null : perSecond / this.#sweepLength / this.#frequencyHz
    this.#conversions = this.#elapsedUs = this.#damaged = 0
    return { conversions_per_second: perSecond, pairs_per_cycle: pairs, overruns: this.#overruns }
  }
}

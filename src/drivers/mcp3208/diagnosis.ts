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
  #sampledUs = 0
  #overruns = 0
  #damaged = 0
  #frequencyHz: number | null = null

  /** `sweepLength`: conversions in which each current is converted once. */
  constructor(sweepLength: number) {
    this.#sweepLength = sweepLength
  }

  add({ conversions, overruns, damaged, sampledUs, elapsedUs, window }: Sampled): void {
    this.#conversions += conversions
    this.#elapsedUs += elapsedUs
    this.#sampledUs += sampledUs
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
    const perSecond = rateOf(this.#conversions, this.#elapsedUs)
    const whileSampling = rateOf(this.#conversions, this.#sampledUs)
    const pairs = whileSampling === null || this.#frequencyHz === null ? null : whileSampling / this.#sweepLength / this.#frequencyHz
    this.#conversions = this.#elapsedUs = this.#sampledUs = this.#damaged = 0
    return { conversions_per_second: perSecond, pairs_per_cycle: pairs, overruns: this.#overruns }
  }
}

const rateOf = (count: number, us: number): number | null => (us === 0 ? null : count / (us / 1e6))

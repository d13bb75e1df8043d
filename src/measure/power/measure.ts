import type { Channel } from './channel.ts'
import type { Piece } from './pieces.ts'
import { productOf, type Drive } from './product.ts'
import type { CurrentPlan, MeterPlan, RawCurrent, RawVoltage, RawWindow } from './window.ts'

/** A weaker voltage is none, counts; and of a mains wave so much at least is the fundamental. */
const leastWave = 20
const leastFundamental = 0.8

/**
 * Measures one piece of time on all channels of the plan, one channel or one product a step: a whole window at once would hold up whoever
 * samples for longer than a batch takes. Until it is done no sample of the piece may go.
 */
export class Measuring {
  readonly piece: Piece
  readonly #plan: MeterPlan
  readonly #channels: readonly Channel[]
  readonly #range: number
  readonly #voltages: readonly Channel[]
  readonly #currents: RawCurrent[] = []
  #integrated = 0

  /** `voltages`: the channels of the plan's voltages. */
  constructor(plan: MeterPlan, channels: readonly Channel[], voltages: readonly Channel[], piece: Piece, range: number) {
    this.#voltages = voltages
    this.piece = piece
    this.#plan = plan
    this.#channels = channels
    this.#range = range
  }

  /** The window once it is measured; null: there is more to do. */
  step(): RawWindow | null {
    const channel = this.#channels[this.#integrated]
    if (channel !== undefined) this.#integrate(channel)
    else if (this.#currents.length < this.#plan.currents.length) this.#multiply()
    else return this.#window()
    return null
  }

  #integrate(channel: Channel): void {
    const { startUs, endUs, cycles } = this.piece
    channel.integrate(startUs, endUs, this.#range)
    if (cycles > 0) channel.integrateFundamental(startUs, endUs, cycles)
    this.#integrated++
  }

  #multiply(): void {
    const current = this.#plan.currents[this.#currents.length]
    const channel = this.#channels[current?.track ?? -1]
    if (current === undefined || channel === undefined) throw new Error('The plan has a current without a track')
    this.#currents.push(rawCurrent(current, channel, this.#voltages[current.voltage ?? -1], this.#known))
  }

  #window(): RawWindow {
    const { startUs, endUs, cycles } = this.#known
    return {
      ...this.#known,
      frequencyHz: cycles > 0 ? (1e6 * cycles) / (endUs - startUs) : null,
      voltages: this.#voltages.map((voltage) => rawVoltage(voltage, cycles > 0)),
      currents: this.#currents,
    }
  }

  /** Without a wave there are no cycles. */
  get #known(): Piece {
    return this.piece.cycles > 0 && this.#voltages.some(isWave) ? this.piece : { ...this.piece, cycles: 0 }
  }
}

const isWave = (voltage: Channel) => voltage.rms > leastWave && voltage.fundamental >= leastFundamental * voltage.rms

const rawVoltage = (voltage: Channel, hasWave: boolean): RawVoltage => ({
  ...voltage.raw(),
  fundamental: hasWave ? voltage.fundamental : null,
  isWave: hasWave && isWave(voltage),
})

function rawCurrent({ lag }: CurrentPlan, current: Channel, voltage: Channel | undefined, piece: Piece): RawCurrent {
  if (piece.cycles === 0) return { ...current.raw(), fundamental: null, product: null }
  const lengthUs = piece.endUs - piece.startUs
  const drive: Drive = { lengthUs, cycleUs: lengthUs / piece.cycles, lag }
  const isDriven = voltage !== undefined && isWave(voltage) && current.samples > 0
  return { ...current.raw(), fundamental: current.fundamental, product: isDriven ? productOf(voltage, current, drive) : null }
}

import { Mean } from '../../measure/mean.ts'
import { voltsOf, type VoltageScale } from '../../measure/power/scale.ts'
import type { RawVoltage, RawWindow } from '../../measure/power/window.ts'
import type { Side } from '../driver.ts'
import { ClipWatch } from './clipWatch.ts'
import type { PartRows } from './rows.ts'
import { StepWatch, type Steps } from './stepWatch.ts'

export interface VoltagePlan {
  readonly id: string
  readonly channel: number
  /** In the windows' list of voltages. */
  readonly index: number
  readonly scale: VoltageScale
  /** Of the converter itself. */
  readonly inputVoltsPerCount: number
}

/** One voltage transformer: what it shows over an interval. */
export class VoltageChannel {
  readonly #plan: VoltagePlan
  readonly #side: Side<PartRows['voltage']>
  readonly #squares = new Mean()
  readonly #frequency = new Mean()
  readonly #offset = new Mean()
  readonly #clip = new ClipWatch()
  readonly #step: StepWatch
  #known = false
  #clips = false

  constructor(plan: VoltagePlan, steps: Steps, side: Side<PartRows['voltage']>) {
    this.#plan = plan
    this.#side = side
    this.#step = new StepWatch(steps.voltage)
  }

  /** Takes a window in; returns whether the interval is to end with it: the voltage has become known or unknown, or made a step. */
  take(window: RawWindow, weight: number, forMs: number): boolean {
    const raw = window.voltages[this.#plan.index]
    if (raw === undefined) throw new Error(`no voltage ${this.#plan.index} in the window`)
    const { voltageV, frequencyHz } = voltageIn(window, raw, this.#plan.scale)
    this.#squares.add(voltageV === null ? null : voltageV ** 2, weight)
    this.#frequency.add(frequencyHz, weight)
    this.#offset.add(raw.mean * this.#plan.inputVoltsPerCount, weight)
    this.#clips = this.#clip.look(raw, forMs / 1000)
    const changed = raw.isWave !== this.#known
    this.#known = raw.isWave
    return this.#step.look(voltageV, forMs) || changed
  }

  report(): void {
    const [squares, frequency, offset] = [this.#squares.take(), this.#frequency.take(), this.#offset.take()]
    const voltage = this.#known ? squares : null
    this.#step.told(rootOf(voltage?.mean))
    this.#side.report({
      voltage: rootOf(voltage?.mean),
      voltage_minimum: rootOf(voltage?.least),
      voltage_maximum: rootOf(voltage?.greatest),
      frequency: this.#known ? (frequency?.mean ?? null) : null,
      offset: offset?.mean ?? null,
    })
    this.#side.problem(this.#problem)
  }

  get #problem(): string | null {
    if (!this.#known) return lost(this.#plan)
    return this.#clips ? clips(this.#plan) : null
  }
}

/** What one window tells of a voltage; null where it has no wave. */
export const voltageIn = ({ frequencyHz }: RawWindow, raw: RawVoltage, scale: VoltageScale) =>
  raw.isWave ? { voltageV: voltsOf(raw, scale), frequencyHz } : { voltageV: null, frequencyHz: null }

const rootOf = (square: number | undefined): number | null => (square === undefined ? null : Math.sqrt(square))

const lost = ({ channel }: VoltagePlan) =>
  `no mains wave on channel ${channel}: the transformer has no mains, is not plugged in, or its bias is missing; power that depends on it is unknown`

const clips = ({ channel }: VoltagePlan) =>
  `the voltage clips: its peak is beyond what channel ${channel} takes, and power is wrong: divide the transformer's output further`

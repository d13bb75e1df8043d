import { Mean, type MeanValue } from '../../measure/mean.ts'
import { Circuit, type CircuitValue } from '../../measure/power/circuit.ts'
import type { Scales } from '../../measure/power/scale.ts'
import type { RawCurrent, RawVoltage, RawWindow } from '../../measure/power/window.ts'
import type { Side } from '../driver.ts'
import { CurrentWatch, isDeaf } from './currentWatch.ts'
import { PowerTally } from './powerTally.ts'
import type { PartRows } from './rows.ts'
import { StepWatch, type Steps } from './stepWatch.ts'

export interface CurrentPlan {
  readonly id: string
  readonly channel: number
  /** In the windows' list of currents. */
  readonly index: number
  /** In the windows' list of voltages: the one that it is metered with. */
  readonly voltageIndex: number
  readonly scales: Scales
  readonly noiseFloorA: number
  readonly clipA: number
  /** Of the converter itself. */
  readonly inputVoltsPerCount: number
}

/** One clamp with a voltage of its own: what it shows over an interval, and its energy. */
export class CurrentChannel {
  readonly #plan: CurrentPlan
  readonly #side: Side<PartRows['current']>
  readonly #circuit: Circuit
  readonly #watch: CurrentWatch
  readonly #tally: PowerTally
  readonly #squares = new Mean()
  readonly #apparent = new Mean()
  readonly #reactive = new Mean()
  readonly #offset = new Mean()
  readonly #step: StepWatch
  #last: CircuitValue | null = null
  #problem: string | null = null

  constructor(plan: CurrentPlan, steps: Steps, side: Side<PartRows['current']>) {
    this.#plan = plan
    this.#side = side
    this.#circuit = new Circuit(plan.scales, plan.noiseFloorA)
    this.#watch = new CurrentWatch(plan)
    this.#tally = new PowerTally({ energyImport: side.total('energy_import'), energyExport: side.total('energy_export') }, steps.power)
    this.#step = new StepWatch(steps.current)
  }

  /** Of the last window; null: unknown. */
  get powerW(): number | null {
    return this.#last?.power?.activeW ?? null
  }

  /** Takes a window in; returns whether the interval is to end with it: something has become known or unknown, or made a step. */
  take(window: RawWindow, weight: number, forMs: number): boolean {
    const { current, voltage } = rawOf(window, this.#plan)
    const value = isDeaf(current) ? null : this.#circuit.take(current, voltage)
    const changed = (value === null) !== (this.#last === null)
    this.#last = value
    const power = value?.power ?? null
    this.#squares.add(value === null ? null : value.currentA ** 2, weight)
    this.#apparent.add(power?.apparentVa ?? null, weight)
    this.#reactive.add(power?.reactiveVar ?? null, weight)
    this.#offset.add(current.mean * this.#plan.inputVoltsPerCount, weight)
    this.#problem = this.#watch.look({ ...current, ...signsOf(power), seconds: forMs / 1000 })
    const steps = [this.#step.look(value?.currentA ?? null, forMs), this.#tally.add(this.powerW, weight, forMs)]
    return steps.includes(true) || changed
  }

  report(): void {
    const squares = this.#squares.take()
    const [apparent, reactive, offset] = [this.#apparent.take(), this.#reactive.take(), this.#offset.take()]
    const power = this.#tally.take()
    const currentA = this.#last === null || squares === null ? null : Math.sqrt(squares.mean)
    this.#step.told(currentA)
    const apparentVa = this.#ifKnown(apparent)
    this.#side.report({
      ...power,
      current: currentA,
      apparent_power: apparentVa,
      reactive_power: this.#ifKnown(reactive),
      power_factor: powerFactorOf(power.power, apparentVa),
      offset: offset?.mean ?? null,
    })
    this.#side.problem(this.#problem)
  }

  #ifKnown(value: MeanValue | null): number | null {
    return this.#tally.known && value !== null ? value.mean : null
  }
}

/** What a window has of a current and its voltage. */
export function rawOf(window: RawWindow, { index, voltageIndex }: Pick<CurrentPlan, 'index' | 'voltageIndex'>) {
  const [current, voltage]: [RawCurrent | undefined, RawVoltage | undefined] = [window.currents[index], window.voltages[voltageIndex]]
  if (current === undefined || voltage === undefined) throw new Error(`no current ${index} or voltage ${voltageIndex} in the window`)
  return { current, voltage }
}

/** Signed; unknown where nothing flows. Noise may bring the ratio a little beyond 1. */
export function powerFactorOf(activeW: number | null, apparentVa: number | null): number | null {
  if (activeW === null || apparentVa === null || apparentVa === 0) return null
  return Math.max(-1, Math.min(1, activeW / apparentVa))
}

const signsOf = (power: CircuitValue['power']) => ({
  apparentVa: power?.apparentVa ?? null,
  powerFactor: powerFactorOf(power?.activeW ?? null, power?.apparentVa ?? null),
})

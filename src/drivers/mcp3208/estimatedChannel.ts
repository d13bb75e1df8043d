import type { Source, SourceSettings } from '../../entities/source.ts'
import { Mean } from '../../measure/mean.ts'
import { blindAmps } from '../../measure/power/circuit.ts'
import type { CurrentScale } from '../../measure/power/scale.ts'
import type { RawWindow } from '../../measure/power/window.ts'
import type { Side } from '../driver.ts'
import { CurrentWatch, isDeaf } from './currentWatch.ts'
import { PowerTally } from './powerTally.ts'
import type { PartRows } from './rows.ts'
import type { Steps } from './stepWatch.ts'

export interface EstimatedPlan {
  readonly id: string
  readonly channel: number
  /** In the windows' list of currents. */
  readonly index: number
  readonly scale: CurrentScale
  /** Where the voltage comes from. */
  readonly source: SourceSettings
  /** Assumed, as nobody can know it. */
  readonly powerFactor: number
  readonly noiseFloorA: number
  readonly clipA: number
}

const patienceMs = 30_000

/** One clamp without a voltage to keep step with: its power is estimated from a voltage that comes from elsewhere, and has no direction. */
export class EstimatedChannel {
  readonly #plan: EstimatedPlan
  readonly #voltage: Source
  readonly #side: Side<PartRows['estimated']>
  readonly #watch: CurrentWatch
  readonly #tally: PowerTally
  readonly #squares = new Mean()
  readonly #apparent = new Mean()
  #powerW: number | null = null
  #currentKnown = false
  #problem: string | null = null
  #waitedMs = 0

  constructor(plan: EstimatedPlan, voltage: Source, { power }: Steps, side: Side<PartRows['estimated']>) {
    this.#plan = plan
    this.#voltage = voltage
    this.#side = side
    this.#watch = new CurrentWatch(plan)
    this.#tally = new PowerTally({ energyImport: side.total('energy_import'), energyExport: null }, power)
  }

  /** Of the last window; null: unknown. */
  get powerW(): number | null {
    return this.#powerW
  }

  /** Takes a window in; returns whether the interval is to end with it: something has become known or unknown, or made a step. */
  take(window: RawWindow, weight: number, forMs: number): boolean {
    const { index, scale, noiseFloorA, powerFactor } = this.#plan
    const raw = window.currents[index]
    if (raw === undefined) throw new Error(`no current ${index} in the window`)
    const currentA = isDeaf(raw) ? null : blindAmps(raw, scale, noiseFloorA)
    const apparentVa = currentA === null || this.#voltage.value === null ? null : Math.abs(this.#voltage.value * currentA)
    this.#powerW = apparentVa === null ? null : apparentVa * powerFactor
    this.#squares.add(currentA === null ? null : currentA ** 2, weight)
    this.#apparent.add(apparentVa, weight)
    this.#problem = this.#watch.look({ ...raw, apparentVa: null, powerFactor: null, seconds: forMs / 1000 }) ?? this.#sourceProblem(forMs)
    const changed = (currentA !== null) !== this.#currentKnown
    this.#currentKnown = currentA !== null
    return this.#tally.add(this.#powerW, weight, forMs) || changed
  }

  /** Other devices start at the same time: what is not known yet is no problem at once. */
  #sourceProblem(forMs: number): string | null {
    if (this.#voltage.value !== null) this.#waitedMs = patienceMs
    else this.#waitedMs += forMs
    return this.#waitedMs > patienceMs ? this.#voltage.problem : null
  }

  report(): void {
    const [squares, apparent] = [this.#squares.take(), this.#apparent.take()]
    this.#side.report({
      ...this.#tally.take(),
      current: this.#currentKnown && squares !== null ? Math.sqrt(squares.mean) : null,
      apparent_power: this.#tally.known ? (apparent?.mean ?? null) : null,
    })
    this.#side.problem(this.#problem)
  }
}

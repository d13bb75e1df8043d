import type { Edges } from '../../hardware/ports.ts'
import type { Reading } from '../../entities/rows.ts'
import { balance } from '../../measure/pulse/balance.ts'
import type { Line } from '../driver.ts'
import type { Input } from './input.ts'
import type { PulseRows } from './rows.ts'
import type { PulseSettings } from './settings.ts'

export type PulseLine = Line<PulseSettings, PulseRows, 'gpio'>

/** What is told again and again while nothing happens: the estimate falls. */
const idleUs = 1_000_000
/** Pulses are told one by one, but not thousands in a second. */
const shortestUs = 100_000

/** A meter with one input, or one for each way: tells what its inputs count. */
export class Meter {
  readonly #line: PulseLine
  readonly #inputs: readonly Input[]
  #toldUs = Number.NEGATIVE_INFINITY
  #isNews = false

  constructor(line: PulseLine, inputs: readonly Input[]) {
    this.#line = line
    this.#inputs = inputs
    this.#line.report({ ...this.#rate(null), ...this.#counters() })
  }

  /** Takes what was read of one of its inputs. */
  take(input: Input, edges: Edges): void {
    this.#isNews = input.take(edges) || this.#isNews || edges.lost > 0
    const silenceUs = edges.untilUs - this.#toldUs
    if (silenceUs >= idleUs || (this.#isNews && silenceUs >= shortestUs)) this.#tell(edges.untilUs)
  }

  #tell(untilUs: number): void {
    this.#toldUs = untilUs
    this.#isNews = false
    this.#line.report({ ...this.#rate(this.#valueAt(untilUs)), ...this.#counters() })
    const problems = this.#inputs.map((input) => input.problem(untilUs))
    this.#line.problem(problems.find((problem) => problem !== null) ?? null)
  }

  #valueAt(untilUs: number): number | null {
    const [input, exported] = this.#inputs
    if (input === undefined) return null
    return exported === undefined ? input.rate.at(untilUs) : balance(input.rate, exported.rate, untilUs)
  }

  #rate(value: number | null): Reading<PulseRows> {
    const { measures } = this.#line.settings
    if (measures === 'water') return { water_flow: value }
    return measures === 'gas' ? { gas_flow: value } : { power: value }
  }

  #counters(): Reading<PulseRows> {
    const sum = (of: (input: Input) => number) => this.#inputs.reduce((total, input) => total + of(input), 0)
    return { rejected_pulses: sum(({ rejected }) => rejected), lost_edges: sum(({ lost }) => lost) }
  }
}

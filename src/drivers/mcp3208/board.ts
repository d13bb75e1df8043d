import { current, power, voltage } from '../../entities/quantities.ts'
import type { Source } from '../../entities/source.ts'
import type { Line } from '../driver.ts'
import type { BoardPlan } from './boardPlan.ts'
import { CurrentChannel } from './currentChannel.ts'
import { DerivedChannel } from './derivedChannel.ts'
import { Diagnosis } from './diagnosis.ts'
import { EstimatedChannel } from './estimatedChannel.ts'
import { Pace } from './pace.ts'
import type { BoardRows, PartRows } from './rows.ts'
import type { Sampled } from './sampled.ts'
import type { Steps } from './stepWatch.ts'
import type { Mcp3208Settings } from './settings.ts'
import { VoltageChannel } from './voltageChannel.ts'

export type BoardLine = Line<Mcp3208Settings, BoardRows, 'spi' | 'sources', PartRows>

/** All channels of a board: takes windows in, reports each interval's means. */
export class Board {
  readonly #line: BoardLine
  readonly #voltages: readonly VoltageChannel[]
  readonly #currents: ReadonlyMap<string, CurrentChannel | EstimatedChannel>
  readonly #derived: readonly DerivedChannel[]
  readonly #diagnosis: Diagnosis
  readonly #pace: Pace
  #dueMs = -Infinity

  /** `sources`: the voltages of the estimated currents. */
  constructor(line: BoardLine, { voltages, currents, estimated, derived, sweep }: BoardPlan, sources: ReadonlyMap<string, Source>) {
    const { part } = line
    const steps: Steps = { power: power.step, current: current.step, voltage: voltage.step, ...line.steps }
    this.#line = line
    this.#voltages = voltages.map((plan) => new VoltageChannel(plan, steps, part('voltage', plan.id)))
    this.#currents = new Map<string, CurrentChannel | EstimatedChannel>([
      ...currents.map((plan) => [plan.id, new CurrentChannel(plan, steps, part('current', plan.id))] as const),
      ...estimated.flatMap((plan) => {
        const source = sources.get(plan.id)
        return source === undefined ? [] : [[plan.id, new EstimatedChannel(plan, source, steps, part('estimated', plan.id))] as const]
      }),
    ])
    this.#derived = derived.map(({ id, kind, formula }) => new DerivedChannel(formula, steps, part(kind, id)))
    this.#diagnosis = new Diagnosis(sweep.length)
    this.#pace = new Pace(line.clock, line.settings.pauseMs)
  }

  /** Takes a window in. A channel whose interval it ends early reports at once, all when the interval is over. */
  take(sampled: Sampled): void {
    const { window } = sampled
    const [weight, forMs] = [window.endUs - window.startUs, this.#pace.forMs(window)]
    this.#diagnosis.add(sampled)
    const turned = [
      ...this.#voltages.filter((channel) => channel.take(window, weight, forMs)),
      ...[...this.#currents.values()].filter((channel) => channel.take(window, weight, forMs)),
    ]
    const powers = new Map([...this.#currents].map(([id, { powerW }]) => [id, powerW]))
    const turnedSums = this.#derived.filter((channel) => channel.take(powers, weight, forMs))
    if (this.#isDue()) this.#reportAll()
    else for (const channel of [...turned, ...turnedSums]) channel.report()
  }

  #isDue(): boolean {
    const { clock, publishMs } = this.#line
    const nowMs = clock.monotonicMs()
    if (nowMs < this.#dueMs) return false
    const next = this.#dueMs + publishMs
    this.#dueMs = next > nowMs ? next : nowMs + publishMs
    return true
  }

  #reportAll(): void {
    const { problem } = this.#diagnosis
    this.#line.report(this.#diagnosis.take())
    this.#line.problem(problem)
    for (const channel of [...this.#voltages, ...this.#currents.values(), ...this.#derived]) channel.report()
  }
}

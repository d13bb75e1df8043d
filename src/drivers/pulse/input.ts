import type { Total } from '../../entities/kept.ts'
import type { Edges, Level } from '../../hardware/ports.ts'
import { PulseFilter } from '../../measure/pulse/filter.ts'
import { PulseRate } from '../../measure/pulse/rate.ts'
import { quantities } from './measured.ts'
import type { InputSettings, PulseSettings } from './settings.ts'
import { Watch, type Seen } from './watch.ts'

/** One input of a meter: its edges become pulses, those are counted, and their intervals become power or flow. */
export class Input {
  readonly rate: PulseRate
  readonly #filter: PulseFilter
  readonly #total: Total
  readonly #perPulse: number
  readonly #watch: Watch
  #lost = 0

  constructor({ pin, perPulse: { amount } }: InputSettings, settings: PulseSettings, total: Total, level: Level) {
    const { measures, maxRate, activeLevel, widthUs, gapUs, timeoutMs, stuckAfterMs } = settings
    const perPulse = amount * quantities[measures].ratePerTotal
    this.rate = new PulseRate(perPulse, timeoutMs * 1000)
    this.#filter = new PulseFilter({ activeLevel, widthUs, gapUs, periodUs: (perPulse * 1e6) / maxRate }, level)
    this.#watch = new Watch(pin, stuckAfterMs)
    this.#perPulse = amount
    this.#total = total
    total.begin(0)
    // A total that the broker knows to be further goes on from there: nothing of what is counted from here on is in it.
    total.add(0)
  }

  /** Returns whether there was a pulse. */
  take({ edges, lost, untilUs }: Edges): boolean {
    let counted = false
    if (lost > 0) this.#lose(lost)
    for (const { level, atUs } of edges) counted = this.#count(this.#edge(level, atUs)) || counted
    return this.#count(this.#filter.until(untilUs)) || counted
  }

  get rejected(): number {
    const { tooShort, tooClose, implausible } = this.#filter.rejected
    return tooShort + tooClose + implausible
  }

  get lost(): number {
    return this.#lost + this.#filter.missed
  }

  problem(untilUs: number): string | null {
    const { tooShort, tooClose, implausible } = this.#filter.rejected
    const seen: Seen = {
      untilUs,
      activeForUs: this.#filter.activeForUs(untilUs),
      noise: tooShort + tooClose,
      implausible,
      lost: this.lost,
    }
    return this.#watch.problem(seen)
  }

  #lose(edges: number): void {
    this.#lost += edges
    this.#filter.lose()
    this.rate.forget()
  }

  #edge(level: Level, atUs: number): number | null {
    const missed = this.#filter.missed
    const pulseUs = this.#filter.edge(level, atUs)
    if (this.#filter.missed > missed) this.rate.forget()
    return pulseUs
  }

  #count(pulseUs: number | null): boolean {
    if (pulseUs === null) return false
    this.#total.add(this.#perPulse)
    this.rate.pulse(pulseUs)
    return true
  }
}

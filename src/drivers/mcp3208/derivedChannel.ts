import type { Side } from '../driver.ts'
import { derivedW, type Formula } from './formula.ts'
import { PowerTally } from './powerTally.ts'
import type { PartRows } from './rows.ts'
import type { Steps } from './stepWatch.ts'

/** A circuit that no clamp measures: the sum and difference of some that are, window by window. */
export class DerivedChannel {
  readonly #formula: Formula
  readonly #side: Side<PartRows['derived']>
  readonly #tally: PowerTally

  constructor(formula: Formula, { power }: Steps, side: Side<PartRows['derived']>) {
    this.#formula = formula
    this.#side = side
    this.#tally = new PowerTally({ energyImport: side.total('energy_import'), energyExport: side.total('energy_export') }, power)
  }

  /** Takes the powers of one window in; returns whether the interval is to end with it. */
  take(powers: ReadonlyMap<string, number | null>, weight: number, forMs: number): boolean {
    return this.#tally.add(derivedW(this.#formula, powers), weight, forMs)
  }

  report(): void {
    this.#side.report(this.#tally.take())
  }
}

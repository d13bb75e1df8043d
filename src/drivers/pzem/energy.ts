import { z } from 'zod'
import type { Kept, Total } from '../../entities/kept.ts'
import { follow, newCounter, resumedCounter, type Counter, type CounterState, type CounterStep } from '../../measure/counter.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'
import { energyModulusWh } from './registers.ts'

/** What survives of a meter: its register as it was last counted, and when. */
export const keptRegister = z.strictObject({ version: z.literal(1), registerWh: z.int().min(0).nullable(), wallMs: z.number() })
export type KeptRegister = z.output<typeof keptRegister>
export const nothingKept: KeptRegister = { version: 1, registerWh: null, wallMs: 0 }

/** The meter's energy register, poured into the published total, which never falls: neither with a reset, nor at the wrap, nor with another meter. */
export class Energy {
  readonly #counter: Counter
  readonly #total: Total
  readonly #kept: Kept<KeptRegister>
  readonly #clock: Clock
  readonly #log: Log
  #state: CounterState

  constructor(ratedPowerW: number, total: Total, kept: Kept<KeptRegister>, { clock, log }: { clock: Clock; log: Log }) {
    this.#counter = { ratedPowerW, modulusWh: energyModulusWh }
    this.#total = total
    this.#kept = kept
    this.#clock = clock
    this.#log = log
    const { registerWh, wallMs } = kept.value
    const now = { wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs() }
    this.#state = registerWh === null ? newCounter : resumedCounter({ wh: registerWh, wallMs }, now)
    if (registerWh !== null) total.begin(registerWh / 1000)
  }

  /** The register has just shown what it had not counted: the next readings will tell what it is. */
  get isUnsure(): boolean {
    return this.#state.base === null || this.#state.stray !== null
  }

  /** Counts up to a new reading of the register. */
  read(registerWh: number): void {
    const before = this.#state
    const step = follow(this.#counter, before, { wh: registerWh, atMs: this.#clock.monotonicMs() })
    this.#state = step.state
    this.#tell(step, before, registerWh)
    if (step.reason === 'held') return
    if (step.reason === 'first') this.#total.begin(registerWh / 1000)
    this.#total.add(step.addWh / 1000)
    this.#keep(registerWh)
  }

  /** The register was set to 0 on purpose after its last reading, and shows this since: the total goes on from where it is. */
  restarted(registerWh: number): void {
    this.#state = { base: { wh: registerWh, atMs: this.#clock.monotonicMs() }, stray: null }
    this.#total.add(registerWh / 1000)
    this.#keep(registerWh)
  }

  #keep(registerWh: number): void {
    this.#kept.save({ version: 1, registerWh, wallMs: this.#clock.wallMs() })
  }

  #tell({ reason }: CounterStep, { base, stray }: CounterState, registerWh: number): void {
    const shown = `${registerWh / 1000} kWh`
    if (reason === 'wrapped') this.#log.info(`the meter's register has passed its end and starts again at 0`)
    if (reason === 'reset') this.#log.info(`the meter was reset and shows ${shown}: the total goes on`)
    if (reason === 'replaced')
      this.#log.warn(`the meter's register has moved to ${shown} in a way that no load explains: the total goes on without the difference`)
    if (reason === 'held' && base !== null && stray === null) this.#log.debug(`register ${shown} held back`, { countedWh: base.wh })
  }
}

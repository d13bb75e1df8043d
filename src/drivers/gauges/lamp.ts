import type { Source } from '../../entities/source.ts'
import type { Level } from '../../hardware/ports.ts'
import { ledModes, type LedMode } from './rows.ts'

/** The status LED: off, on, or lit while the tariff is other than 0. An unknown tariff is dark. */
export class Lamp {
  readonly #light: (level: Level) => void
  readonly #tariff: Source | null
  #level: Level = 0
  mode: LedMode

  /** `chosen`: what the user chose; null: nothing yet. */
  constructor(light: (level: Level) => void, tariff: Source | null, chosen: LedMode | null) {
    this.#light = light
    this.#tariff = tariff
    const usual = tariff === null ? ledModes.off : ledModes.tariff
    this.mode = chosen === ledModes.tariff ? usual : (chosen ?? usual)
  }

  /** Switches it where it is to change. Throws a DeviceError when its pin has gone. */
  show(): void {
    const isLit = this.mode === ledModes.on || (this.mode === ledModes.tariff && (this.#tariff?.value ?? 0) !== 0)
    const level: Level = isLit ? 1 : 0
    if (level !== this.#level) this.#light(level)
    this.#level = level
  }
}

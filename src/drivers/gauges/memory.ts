import { z } from 'zod'
import type { Kept } from '../../entities/kept.ts'
import { ledModes, movedBy, type LedMode } from './rows.ts'
import type { GaugeSettings } from './settings.ts'

const range = z.object({ min: z.number(), max: z.number() })

const wish = z.object({
  target: z.number().nullable(),
  movedBy: z.enum([movedBy.source, movedBy.manual]),
  /** The range that the user chose, and the settings' range that it takes the place of. */
  range: z.object({ chosen: range, settings: range }).nullable(),
})

/** What the user wants of one needle. */
export type Wish = z.output<typeof wish>

export const keptSchema = z.object({
  version: z.literal(1),
  led: z.enum([ledModes.off, ledModes.on, ledModes.tariff]).nullable(),
  gauges: z.record(z.string(), wish),
  /** Where the motors were left at rest, by `motorKey`; null: unknown, as the program has not come to a clean end. */
  positionsSteps: z.record(z.string(), z.int()).nullable(),
})

type KeptBoard = z.output<typeof keptSchema>

export const keptInitially: KeptBoard = { version: 1, led: null, gauges: {}, positionsSteps: null }

/** What a position belongs to: another motor, or one that now counts the other way, may stand anywhere. */
const motorKey = ({ stepPin, dirPin, inverted }: Motor) => `step ${stepPin}, dir ${dirPin}${inverted ? ', inverted' : ''}`

type Motor = Pick<GaugeSettings, 'stepPin' | 'dirPin' | 'inverted'>

/** What a board remembers. */
export class Memory {
  readonly #kept: Kept<KeptBoard>

  constructor(kept: Kept<KeptBoard>) {
    this.#kept = kept
  }

  get led(): LedMode | null {
    return this.#kept.value.led
  }

  set led(led: LedMode) {
    this.#kept.save({ ...this.#kept.value, led })
  }

  /** A needle that follows a source does so until the user takes it over. */
  wishFor(id: string): Wish {
    return this.#kept.value.gauges[id] ?? { target: null, movedBy: movedBy.source, range: null }
  }

  remember(id: string, wanted: Wish): void {
    const { value } = this.#kept
    this.#kept.save({ ...value, gauges: { ...value.gauges, [id]: wanted } })
  }

  /** Where a needle was left; null: unknown. */
  positionSteps(motor: Motor): number | null {
    return this.#kept.value.positionsSteps?.[motorKey(motor)] ?? null
  }

  leaveAt(positions: readonly (readonly [motor: Motor, steps: number])[]): void {
    const positionsSteps = Object.fromEntries(positions.map(([motor, steps]) => [motorKey(motor), steps]))
    this.#kept.save({ ...this.#kept.value, positionsSteps })
  }

  /** What was remembered must not be found again when the needles have moved and the power has failed. Resolves when that is on disk. */
  async forgetPositions(): Promise<void> {
    this.#kept.save({ ...this.#kept.value, positionsSteps: null })
    await this.#kept.flush()
  }
}

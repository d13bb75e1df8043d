import { z } from 'zod'
import type { PhaseLead } from '../../measure/power/phase.ts'
import { flaw } from '../../settings/flaw.ts'
import { identifier } from '../../settings/identifiers.ts'
import { quantity } from '../../settings/quantity.ts'
import { clampOf, clampWays, givesCurrent, type Clamp } from './clamp.ts'
import { channel, partName } from './partKeys.ts'
import { phaseLead } from './phaseLead.ts'
import { transformer } from './transformer.ts'

/** One circuit with its clamp. */
export interface CurrentEntry {
  readonly channel: number
  /** Id of its voltage; null: the only one. */
  readonly voltage: string | null
  readonly clamp: Clamp
  /** What calibration found: amperes per ampere by the clamp's rating. */
  readonly gain: number
  /** Of the clamp's output before the current. */
  readonly lead: PhaseLead
  readonly inverted: boolean
  /** Below it nothing flows; null: what the converter leaves to be seen. */
  readonly noiseFloorA: number | null
  /** The circuit never carries more; null: it may carry what the clamp is rated for. */
  readonly rangeA: number | null
  /** Assumed where the voltage is not measured here; null where that is not said. */
  readonly powerFactor: number | null
  /** null: its id made readable. */
  readonly name: string | null
}

const keys = z.strictObject({
  channel,
  voltage: identifier
    .exactOptional()
    .meta({ description: 'The voltage that drives this circuit; may be left out where there is only one' }),
  transformer: transformer.exactOptional().meta({ description: 'Rating of the clamp, such as 100A/50mA or 30A/1V' }),
  ratio: z.number().min(1).max(100_000).exactOptional().meta({ description: 'Primary to secondary current of the clamp, such as 2000' }),
  calibration: z.number().min(0.001).max(100_000).exactOptional().meta({ description: 'Amperes per volt at the input of the chip' }),
  burden: quantity('ohm', { min: '10mohm', max: '10kohm' })
    .exactOptional()
    .meta({ description: 'The resistance across the clamp’s output, where that gives a current' }),
  phase: phaseLead
    .prefault('0deg')
    .meta({ description: 'By how much the output of the clamp leads the current: one angle, or a table by current' }),
  gain: z.number().min(0.5).max(2).default(1).meta({ description: 'Corrects what the rating promises: true by shown amperes' }),
  invert: z.boolean().default(false).meta({ description: 'The clamp stands the other way round' }),
  noise_floor: quantity('A', { min: '0A', max: '10A' }).exactOptional().meta({ description: 'Below it nothing flows' }),
  range: quantity('A', { min: '100mA', max: '10000A' })
    .exactOptional()
    .meta({ description: 'The circuit never carries more, though the clamp could: rms' }),
  power_factor: z
    .number()
    .min(0.05)
    .max(1)
    .exactOptional()
    .meta({ description: 'Assumed where the voltage comes from a source, 1 where it is left out' }),
  name: partName.exactOptional(),
})

type Written = z.output<typeof keys>

/** Exactly one of `transformer`, `ratio` and `calibration`; `burden` where the clamp gives a current. */
export const currentSettings = keys.transform((written, context): CurrentEntry => {
  const flaws = flawsOf(written)
  for (const each of flaws) context.addIssue(each)
  return flaws.length > 0 ? z.NEVER : entryOf(written)
})

function flawsOf(written: Written) {
  const [way, ...others] = clampWays.filter((key) => written[key] !== undefined)
  if (way === undefined) return [flaw([], 'one of them', 'neither transformer, ratio nor calibration')]
  if (others.length > 0) return others.map((key) => flaw([key], 'only one of transformer, ratio and calibration'))
  const [due, given] = [givesCurrent(written), written.burden !== undefined]
  if (due && !given) return [flaw(['burden'], 'the resistance across the output of a clamp that gives a current, such as 22ohm')]
  return given && !due ? [flaw(['burden'], 'a burden with a clamp that gives a current only')] : []
}

function entryOf(written: Written): CurrentEntry {
  const clamp = clampOf(written)
  if (clamp === null) throw new Error('A current without its clamp was taken')
  return {
    channel: written.channel,
    voltage: written.voltage ?? null,
    clamp,
    gain: written.gain,
    lead: written.phase,
    inverted: written.invert,
    noiseFloorA: written.noise_floor ?? null,
    rangeA: written.range ?? null,
    powerFactor: written.power_factor ?? null,
    name: written.name ?? null,
  }
}

import { z } from 'zod'
import type { SourceSettings } from '../../entities/source.ts'
import { flaw } from '../../settings/flaw.ts'
import { identifier } from '../../settings/identifiers.ts'
import { sourceSchema } from '../../settings/source.ts'
import { channel, partName } from './partKeys.ts'
import { leadDegrees } from './phaseLead.ts'

/** Where the voltage of a circuit is known from. */
export type VoltageEntry = MeasuredVoltage | ShiftedVoltage | VoltageFromSource

/** By a transformer on a channel of the chip. */
interface MeasuredVoltage {
  readonly kind: 'measured'
  readonly channel: number
  /** Mains volts per volt at the input. */
  readonly calibration: number
  /** Of the transformer's output before the mains. */
  readonly leadDegrees: number
  /** null: its id made readable. */
  readonly name: string | null
}

/** That of a measured one, later by a part of a cycle. */
interface ShiftedVoltage {
  readonly kind: 'shifted'
  /** Id of the measured one. */
  readonly from: string
  /** Of a cycle: 1/3, 2/3, 1/2. */
  readonly lag: number
}

/** Only its root mean square, from elsewhere. */
interface VoltageFromSource {
  readonly kind: 'source'
  readonly source: SourceSettings
}

const lags = { '120deg': 1 / 3, '240deg': 2 / 3, '180deg': 1 / 2 } as const

const keys = z.strictObject({
  channel: channel.exactOptional(),
  calibration: z
    .number()
    .min(1)
    .max(10_000)
    .exactOptional()
    .meta({ description: 'Mains volts per volt at the input of the chip, measured beside a meter' }),
  phase: leadDegrees.exactOptional().meta({ description: 'By how much the output of the transformer leads the mains' }),
  name: partName.exactOptional(),
  from: identifier
    .exactOptional()
    .meta({ description: 'Another voltage of this board, whose wave it is, only later: no transformer of its own' }),
  lag: z
    .enum(['120deg', '240deg', '180deg'])
    .exactOptional()
    .meta({ description: 'By how much it is later: 120deg and 240deg in the other two phases, 180deg on the other leg of a split phase' }),
  source: sourceSchema({ unit: 'V', maxAge: '60s' })
    .exactOptional()
    .meta({ description: 'Where the voltage is measured instead; what is measured with it is an estimate' }),
})

type Written = z.output<typeof keys>

const ways = ['channel', 'from', 'source'] as const
/** Keys that mean something beside another one only. */
const companions = [
  ['calibration', 'channel'],
  ['phase', 'channel'],
  ['name', 'channel'],
  ['lag', 'from'],
] as const

/** Exactly one of `channel`, `from` and `source`, with the keys that belong to it. */
export const voltageSettings = keys.transform((written, context): VoltageEntry => {
  const flaws = flawsOf(written)
  for (const each of flaws) context.addIssue(each)
  return flaws.length > 0 ? z.NEVER : entryOf(written)
})

function flawsOf(written: Written) {
  const [way, ...others] = ways.filter((key) => written[key] !== undefined)
  if (way === undefined) return [flaw([], 'one of them', 'neither channel, from nor source')]
  return [
    ...others.map((key) => flaw([key], 'only one of channel, from and source')),
    ...companionsOf(written).map(([key, owner]) => flaw([key], `${key} together with ${owner} only`)),
    ...missing(written).map((key) => flaw([key], '')),
  ]
}

const companionsOf = (written: Written) => companions.filter(([key, owner]) => written[key] !== undefined && written[owner] === undefined)

function missing({ channel: number, calibration, from, lag }: Written): (keyof Written)[] {
  if (number !== undefined && calibration === undefined) return ['calibration']
  return from !== undefined && lag === undefined ? ['lag'] : []
}

function entryOf({ channel: number, calibration, phase = 0, name, from, lag, source }: Written): VoltageEntry {
  if (number !== undefined && calibration !== undefined)
    return { kind: 'measured', channel: number, calibration, leadDegrees: phase, name: name ?? null }
  if (from !== undefined && lag !== undefined) return { kind: 'shifted', from, lag: lags[lag] }
  if (source !== undefined) return { kind: 'source', source }
  throw new Error('A voltage without channel, from and source was taken')
}

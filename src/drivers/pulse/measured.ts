import type { TotalKey } from '../../entities/rows.ts'
import type { PulseRows } from './rows.ts'

export const measurable = ['electricity', 'water', 'gas'] as const
export type Measures = (typeof measurable)[number]

/** What one input of a meter counts. */
export type Way = 'only' | 'import' | 'export'

/** How a quantity is counted and shown. */
interface Quantity {
  readonly noun: string
  /** The key of its limit in the settings. */
  readonly limit: 'max_power' | 'max_flow'
  /** What one unit of the total in each second is in the unit of the rate: 1 kWh in a second is 3 600 000 W, 1 m³ is 60 000 L/min. */
  readonly ratePerTotal: number
  /** After so long an active input is stuck. A contact may stay closed as long as nothing flows; the output of an electricity meter opens again. */
  readonly stuckAfterMs: number | null
}

export const quantities: Readonly<Record<Measures, Quantity>> = {
  electricity: { noun: 'Electricity', limit: 'max_power', ratePerTotal: 3_600_000, stuckAfterMs: 3_600_000 },
  water: { noun: 'Water', limit: 'max_flow', ratePerTotal: 60_000, stuckAfterMs: null },
  gas: { noun: 'Gas', limit: 'max_flow', ratePerTotal: 3_600, stuckAfterMs: null },
}

/** The total that an input counts into. */
export function totalOf(measures: Measures, way: Way): TotalKey<PulseRows> {
  if (measures !== 'electricity') return measures
  return way === 'only' ? 'energy' : `energy_${way}`
}

const diagnostics = ['rejected_pulses', 'lost_edges'] as const

/** The rows that a meter has. */
export function rowsOf(measures: Measures, hasExport: boolean): readonly (keyof PulseRows)[] {
  if (measures === 'water') return ['water', 'water_flow', 'water_meter_reading', ...diagnostics]
  if (measures === 'gas') return ['gas', 'gas_flow', 'gas_meter_reading', ...diagnostics]
  return hasExport
    ? ['power', 'energy_import', 'energy_export', 'meter_reading_import', 'meter_reading_export', ...diagnostics]
    : ['power', 'energy', 'meter_reading', ...diagnostics]
}

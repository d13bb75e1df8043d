import type { MeterPlan } from '../../measure/power/window.ts'
import { fullScaleV } from './clipping.ts'
import type { CurrentPlan } from './currentChannel.ts'
import type { EstimatedPlan } from './estimatedChannel.ts'
import type { Formula } from './formula.ts'
import { codes } from './frames.ts'
import { meterPlanOf } from './meterPlan.ts'
import { kindOfSum } from './parts.ts'
import type { Mcp3208Settings } from './settings.ts'
import type { VoltagePlan } from './voltageChannel.ts'

/** All that is to be known of a board to run it. */
export interface BoardPlan {
  readonly meter: MeterPlan
  /** What each conversion of the sweep converts, and to which track of the meter it belongs. */
  readonly sweep: readonly { readonly channel: number; readonly track: number }[]
  readonly voltages: readonly VoltagePlan[]
  readonly currents: readonly CurrentPlan[]
  readonly estimated: readonly EstimatedPlan[]
  readonly derived: readonly { readonly id: string; readonly kind: 'derived' | 'derived_estimated'; readonly formula: Formula }[]
}

export function boardPlanOf(settings: Mcp3208Settings): BoardPlan {
  const { plan: meter, sweep, voltages, currents } = meterPlanOf(settings)
  const inputVoltsPerCount = settings.referenceV / codes
  const clipCounts = fullScaleV(settings.referenceV) / inputVoltsPerCount
  const common = currents.map((scale, index) => {
    const { id, channel, ampsPerCount } = scale
    return { id, channel, index, inputVoltsPerCount, clipA: Math.abs(ampsPerCount) * clipCounts, scale }
  })
  return {
    meter,
    sweep,
    voltages: voltages.map((scale, index) => ({ id: scale.id, channel: scale.channel, index, scale, inputVoltsPerCount })),
    currents: common.flatMap(({ scale, ...each }) => {
      const voltageIndex = meter.currents[each.index]?.voltage ?? null
      const voltage = voltageIndex === null ? undefined : voltages[voltageIndex]
      if (voltageIndex === null || voltage === undefined) return []
      return [{ ...each, voltageIndex, scales: { voltage, current: scale }, noiseFloorA: scale.noiseFloorA }]
    }),
    estimated: common.flatMap(({ scale, ...each }) => {
      const voltage = settings.voltages.find(({ id }) => id === scale.voltage)
      return voltage?.kind === 'source'
        ? [{ ...each, scale, source: voltage.source, powerFactor: scale.powerFactor, noiseFloorA: scale.noiseFloorA }]
        : []
    }),
    derived: settings.derived.map(({ id, formula }) => ({ id, kind: kindOfSum(settings, formula), formula })),
  }
}

import type { CurrentScale, VoltageScale } from '../../measure/power/scale.ts'
import type { MeterPlan } from '../../measure/power/window.ts'
import { codes } from './frames.ts'
import type { CurrentSettings, Mcp3208Settings } from './settings.ts'
import { sweepOf } from './sweep.ts'
import { drivingVoltage } from './wiring.ts'

/** What the meter is told of a board, and what makes volts and amperes of its counts. Plain data. */
export interface Metering {
  readonly plan: MeterPlan
  /** What each conversion of the sweep converts, and to which track of the plan it belongs. */
  readonly sweep: readonly { readonly channel: number; readonly track: number }[]
  /** Of the plan's voltages, which are the measured ones, in the same order. */
  readonly voltages: readonly VoltageFactors[]
  /** Of the plan's currents, which are all of the settings, in the same order. */
  readonly currents: readonly CurrentFactors[]
}

interface VoltageFactors extends VoltageScale {
  readonly id: string
  readonly channel: number
}

interface CurrentFactors extends CurrentScale {
  readonly id: string
  readonly channel: number
  /** Id of its voltage, measured or not. */
  readonly voltage: string
  /** Below it nothing flows. */
  readonly noiseFloorA: number
  /** Assumed where the voltage is not measured here. */
  readonly powerFactor: number
}

/** What the converter's noise leaves to be seen of a current without one; its own step is 1. */
export const noiseFloorCounts = 0.15

export function meterPlanOf(settings: Mcp3208Settings): Metering {
  const { channels } = sweepOf(settings)
  const inUse = [...new Set(channels)].toSorted((a, b) => a - b)
  const trackOf = (channel: number) => inUse.indexOf(channel)
  const voltages = voltageFactors(settings)
  const currents = settings.currents.map((current) => {
    const driving = drivingVoltage(settings, current)
    const voltage = driving === null ? null : voltages.findIndex(({ id }) => id === driving.id)
    return { track: trackOf(current.channel), voltage, lag: driving?.lag ?? 0 }
  })
  return {
    plan: { tracks: inUse.length, voltages: voltages.map(({ channel }) => trackOf(channel)), currents },
    sweep: channels.map((channel) => ({ channel, track: trackOf(channel) })),
    voltages,
    currents: settings.currents.map((current) => currentFactors(current, settings)),
  }
}

const voltageFactors = ({ voltages, referenceV }: Mcp3208Settings): VoltageFactors[] =>
  voltages.flatMap((each) => {
    if (each.kind !== 'measured') return []
    const { id, channel, calibration, leadDegrees } = each
    return [{ id, channel, voltsPerCount: (calibration * referenceV) / codes, leadDegrees }]
  })

function currentFactors(current: CurrentSettings, { referenceV }: Mcp3208Settings): CurrentFactors {
  const { id, channel, voltage, clamp, gain, lead, inverted } = current
  const amps = (clamp.ampsPerVolt * gain * referenceV) / codes
  return {
    id,
    channel,
    voltage,
    ampsPerCount: inverted ? -amps : amps,
    lead,
    noiseFloorA: current.noiseFloorA ?? noiseFloorCounts * amps,
    powerFactor: current.powerFactor ?? 1,
  }
}

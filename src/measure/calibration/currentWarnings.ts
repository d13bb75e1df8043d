import { isNoHeater } from './heaters.ts'
import type { CurrentReading, Point } from './point.ts'

/** A voltage that is further off spoils the gain fitted to powers, percent. */
const voltageOffPercent = 1

/** What is doubtful in the points of a current channel, one sentence each. */
export function currentWarnings(points: readonly Point<CurrentReading>[], reversed: boolean): string[] {
  const each = points.flatMap((point, index) => ofPoint(point).map((sentence) => `point ${index + 1}: ${sentence}`))
  return reversed ? [turnClamp, ...each] : each
}

const turnClamp =
  'the power has the wrong sign: turn the clamp round, or set invert in the settings (or take it out); what is shown as remaining holds then'

function ofPoint({ reference, reading }: Point<CurrentReading>): string[] {
  return [
    ...unused(reference.activePowerW !== null || reference.heater, reading),
    ...noHeater(reference.heater, reading),
    ...voltageOff(reference.voltageV?.value ?? null, reading),
  ]
}

function unused(wanted: boolean, { activePowerW, estimated }: CurrentReading): string[] {
  if (!wanted) return []
  if (estimated) return ['our power is only estimated, without a voltage measured here: the current alone counts']
  return activePowerW === null ? ['our power is unknown, for want of a voltage: the current alone counts'] : []
}

function noHeater(heater: boolean, reading: CurrentReading): string[] {
  if (!heater || !isNoHeater(reading)) return []
  const powerFactor = reading.powerFactor === null ? '' : ` (power factor ${reading.powerFactor.toFixed(2)})`
  return [
    `a heater has the power factor 1, this load has not${powerFactor}: something else is on beside it, or the voltage is that of another phase; the phase is not fitted to it`,
  ]
}

function voltageOff(shownV: number | null, { voltageV }: CurrentReading): string[] {
  if (shownV === null || voltageV === null) return []
  const percent = 100 * (voltageV / shownV - 1)
  if (Math.abs(percent) <= voltageOffPercent) return []
  return [
    `our voltage, ${voltageV.toFixed(1)} V, is ${Math.abs(percent).toFixed(1)} % too ${percent > 0 ? 'high' : 'low'}: calibrate the voltage first`,
  ]
}

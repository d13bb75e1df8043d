import type { Channel } from '../../measure/calibration/channel.ts'
import { fullScaleV } from './clipping.ts'
import type { CurrentSettings, Mcp3208Settings, VoltageSettings } from './settings.ts'

/** What can be calibrated: the clamps, and the voltages that have a transformer here. */
export const channelsOf = ({ voltages, currents, referenceV }: Mcp3208Settings): Channel[] => [
  ...voltages.flatMap(voltageChannel),
  ...currents.map((current) => currentChannel(current, referenceV)),
]

function voltageChannel(voltage: VoltageSettings): Channel[] {
  if (voltage.kind !== 'measured') return []
  const { id, calibration, leadDegrees } = voltage
  const factor = { key: 'calibration', value: calibration }
  return [{ kind: 'voltage', name: id, path: ['voltages', id], factor, phase: leadDegrees, rangeA: null }]
}

function currentChannel({ id, clamp, gain, lead }: CurrentSettings, referenceV: number): Channel {
  const rangeA = clamp.ampsPerVolt * gain * fullScaleV(referenceV)
  // A clamp that is known by neither its rating nor its ratio has a calibration of its own.
  const isCalibrated = clamp.transformer === null && clamp.burdenOhm === null
  const factor = isCalibrated ? { key: 'calibration', value: clamp.ampsPerVolt } : { key: 'gain', value: gain }
  return { kind: 'current', name: id, path: ['currents', id], factor, phase: lead, rangeA }
}

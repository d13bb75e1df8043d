import type { Sensor, TotalSensor } from './rows.ts'

/** The measured quantities that more than one device has: class and unit as Home Assistant requires them, the step that is worth telling at once. */

const measured = (deviceClass: string, unit: string, precision: number, step: number) =>
  ({ platform: 'sensor', deviceClass, unit, stateClass: 'measurement', precision, step }) as const satisfies Sensor

export const voltage = measured('voltage', 'V', 1, 2)
export const current = measured('current', 'A', 2, 0.5)
export const power = measured('power', 'W', 1, 25)
export const apparentPower = { ...measured('apparent_power', 'VA', 1, 50), disabled: true } as const satisfies Sensor
/** Positive: inductive. */
export const reactivePower = { ...measured('reactive_power', 'var', 1, 50), disabled: true } as const satisfies Sensor
export const frequency = measured('frequency', 'Hz', 2, 0.1)

/** The ratio of active to apparent power, -1 to 1, without a unit. */
export const powerFactor = {
  platform: 'sensor',
  deviceClass: 'power_factor',
  stateClass: 'measurement',
  precision: 2,
  step: 0.1,
} as const satisfies Sensor

/** Energy in kWh. */
export const energy = {
  platform: 'sensor',
  deviceClass: 'energy',
  unit: 'kWh',
  stateClass: 'total_increasing',
  precision: 3,
} as const satisfies TotalSensor

import { apparentPower, current, energy, frequency, power, powerFactor, reactivePower, voltage } from '../../entities/quantities.ts'
import type { Rows, Sensor } from '../../entities/rows.ts'

const figure = (name: string, icon: string, precision: number) =>
  ({ platform: 'sensor', name, icon, stateClass: 'measurement', precision, category: 'diagnostic' }) as const satisfies Sensor

/** How well the sampling goes. */
export const boardRows = {
  conversions_per_second: { ...figure('Conversions per second', 'mdi:speedometer', 0), disabled: true },
  /** Samples of a current beside one of its own voltage, per current and mains cycle. */
  pairs_per_cycle: figure('Pairs per cycle', 'mdi:sine-wave', 1),
  /** Gaps of more than 2 ms since it came online. */
  overruns: { ...figure('Overruns', 'mdi:timer-alert-outline', 0), disabled: true },
} as const satisfies Rows

/** The least or the most of the windows between two publications: new with each of them, so that no step makes sense. */
const extreme = <const C extends string, const U extends string>(name: string, deviceClass: C, unit: U) =>
  ({ platform: 'sensor', name, deviceClass, unit, stateClass: 'measurement', precision: 1, disabled: true }) as const satisfies Sensor

/** The bias of the input, about half the reference. */
const offset = {
  platform: 'sensor',
  name: 'Offset',
  deviceClass: 'voltage',
  unit: 'V',
  stateClass: 'measurement',
  precision: 3,
  category: 'diagnostic',
  disabled: true,
} as const satisfies Sensor

const powers = {
  power,
  power_minimum: extreme('Minimum power', 'power', 'W'),
  power_maximum: extreme('Maximum power', 'power', 'W'),
} as const satisfies Rows

const energies = {
  energy_import: { ...energy, name: 'Energy import' },
  energy_export: { ...energy, name: 'Energy export' },
} as const satisfies Rows

export const partRows = {
  voltage: {
    voltage,
    frequency,
    voltage_minimum: extreme('Minimum voltage', 'voltage', 'V'),
    voltage_maximum: extreme('Maximum voltage', 'voltage', 'V'),
    offset,
  },
  /** A circuit with a clamp, whose voltage is measured here. Power is positive for import. */
  current: {
    ...powers,
    current,
    power_factor: powerFactor,
    apparent_power: apparentPower,
    reactive_power: reactivePower,
    ...energies,
    offset,
  },
  /** A circuit with a clamp, whose voltage comes from elsewhere: the direction of its power is not known. */
  estimated: {
    power: { ...power, name: 'Estimated power' },
    power_minimum: extreme('Minimum estimated power', 'power', 'W'),
    power_maximum: extreme('Maximum estimated power', 'power', 'W'),
    current,
    apparent_power: { ...apparentPower, name: 'Estimated apparent power' },
    energy_import: { ...energy, name: 'Estimated energy' },
  },
  /** A circuit that is a sum and difference of others. */
  derived: { ...powers, ...energies },
  /** Such a circuit of which a part is estimated. */
  derived_estimated: {
    power: { ...power, name: 'Estimated power' },
    power_minimum: extreme('Minimum estimated power', 'power', 'W'),
    power_maximum: extreme('Maximum estimated power', 'power', 'W'),
    energy_import: { ...energy, name: 'Estimated energy import' },
    energy_export: { ...energy, name: 'Estimated energy export' },
  },
} as const satisfies Readonly<Record<string, Rows>>

export type BoardRows = typeof boardRows
export type PartRows = typeof partRows

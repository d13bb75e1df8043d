import { apparentPower, current, energy, frequency, power, powerFactor, voltage } from '../../entities/quantities.ts'
import type { Reading, Rows } from '../../entities/rows.ts'
import { highestThresholdW, type Measurement } from './registers.ts'

export const pzemRows = {
  voltage,
  current,
  power,
  energy,
  frequency,
  power_factor: powerFactor,
  apparent_power: apparentPower,
  alarm: { platform: 'binary_sensor', deviceClass: 'problem', name: 'Power alarm' },
  alarm_threshold: {
    platform: 'number',
    deviceClass: 'power',
    unit: 'W',
    name: 'Alarm threshold',
    min: 0,
    max: highestThresholdW,
    step: 1,
    category: 'config',
  },
  /** Sets the register in the meter to 0. The published total goes on from where it is, because a total must never fall. */
  reset_energy: { platform: 'button', name: 'Reset meter energy', icon: 'mdi:restart', category: 'config', disabled: true },
  /** Replies since the meter last came online that were damaged, refused or impossible. */
  rejected_readings: {
    platform: 'sensor',
    name: 'Rejected readings',
    icon: 'mdi:alert-circle-outline',
    stateClass: 'measurement',
    precision: 0,
    category: 'diagnostic',
    disabled: true,
  },
} as const satisfies Rows

export type PzemRows = typeof pzemRows

/** What is published of a measurement; the energy goes another way. */
export const measuredValues = ({ voltageV, currentA, powerW, frequencyHz, powerFactor: factor, alarm }: Measurement) =>
  ({
    voltage: voltageV,
    current: currentA,
    power: powerW,
    frequency: frequencyHz,
    power_factor: factor,
    apparent_power: voltageV * currentA,
    alarm,
  }) satisfies Reading<PzemRows>

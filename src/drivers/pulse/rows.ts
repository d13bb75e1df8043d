import { energy, power } from '../../entities/quantities.ts'
import type { Rows, Sensor } from '../../entities/rows.ts'

/** m³. */
const volume = { platform: 'sensor', unit: 'm³', stateClass: 'total_increasing', precision: 3 } as const

const flow = { platform: 'sensor', deviceClass: 'volume_flow_rate', stateClass: 'measurement' } as const

/** What the meter itself shows: the total goes on from there. */
const reading = { platform: 'number', icon: 'mdi:counter', min: 0, max: 1e8, step: 0.001, category: 'config' } as const

const counted = {
  platform: 'sensor',
  icon: 'mdi:alert-circle-outline',
  stateClass: 'measurement',
  precision: 0,
  category: 'diagnostic',
  disabled: true,
} as const satisfies Sensor

/** All that any meter with pulses has; which of it follows from what it measures. */
export const pulseRows = {
  /** With an input for each way: positive for what is taken from the grid. */
  power,
  energy,
  energy_import: { ...energy, name: 'Energy import' },
  energy_export: { ...energy, name: 'Energy export' },
  meter_reading: { ...reading, name: 'Meter reading', unit: 'kWh', sets: 'energy' },
  meter_reading_import: { ...reading, name: 'Meter reading import', unit: 'kWh', sets: 'energy_import' },
  meter_reading_export: { ...reading, name: 'Meter reading export', unit: 'kWh', sets: 'energy_export' },
  water: { ...volume, deviceClass: 'water' },
  water_flow: { ...flow, name: 'Water flow', unit: 'L/min', precision: 2, step: 1 },
  water_meter_reading: { ...reading, name: 'Water meter reading', unit: 'm³', sets: 'water' },
  gas: { ...volume, deviceClass: 'gas' },
  gas_flow: { ...flow, name: 'Gas flow', unit: 'm³/h', precision: 3, step: 0.1 },
  gas_meter_reading: { ...reading, name: 'Gas meter reading', unit: 'm³', sets: 'gas' },
  /** Since it last came online, as the next one: signals that were no pulses. */
  rejected_pulses: { ...counted, name: 'Rejected pulses' },
  /** Two of them are a pulse, where they were no bounce. */
  lost_edges: { ...counted, name: 'Lost edges' },
} as const satisfies Rows

export type PulseRows = typeof pulseRows

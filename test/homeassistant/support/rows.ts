import { completeRows } from '../../../src/entities/completeRows.ts'
import type { DeviceDescription } from '../../../src/entities/devices.ts'
import { current, energy, power, voltage } from '../../../src/entities/quantities.ts'
import type { Rows } from '../../../src/entities/rows.ts'

/** A meter with every kind of row. */
export const meterRows = {
  voltage,
  current,
  power,
  energy,
  alarm: { platform: 'binary_sensor', name: 'Alarm' },
  status: { platform: 'sensor', name: 'Status' },
  threshold: { platform: 'number', name: 'Threshold', unit: 'W', min: 1, max: 25_000, step: 1, category: 'config' },
  reset: { platform: 'button', name: 'Reset energy', category: 'config' },
} as const satisfies Rows

export const meter = (id = 'boiler', rows: Rows = meterRows, more: Partial<DeviceDescription> = {}): DeviceDescription => ({
  id,
  name: 'Hot water',
  manufacturer: 'Peacefair',
  model: 'PZEM-016',
  rows: completeRows(rows),
  publishMs: 10_000,
  steps: {},
  ...more,
})

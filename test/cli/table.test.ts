import { describe, expect, it } from 'vitest'
import { table } from '../../src/cli/table.ts'
import { completeRows } from '../../src/entities/completeRows.ts'
import { Devices } from '../../src/entities/devices.ts'
import { apparentPower, energy, power } from '../../src/entities/quantities.ts'

describe('the live table', () => {
  it('shows what is measured, with units, and a dash for what is not known', () => {
    const devices = new Devices()
    const make = {
      manufacturer: 'm',
      model: 'm',
      publishMs: 10_000,
      steps: {},
      rows: completeRows({ power, apparent_power: apparentPower, energy }),
    }
    devices.add({ id: 'boiler', name: 'Hot water', ...make })
    devices.add({ id: 'oven', name: 'Oven', ...make })
    devices.bringOnline('boiler', { power: 2150.04, energy: 12.5 })
    expect(table(devices.all).split('\n')).toEqual([
      'device                 power      energy',
      'Hot water  online   2150.0 W  12.500 kWh',
      'Oven       offline         -           -',
    ])
  })
})

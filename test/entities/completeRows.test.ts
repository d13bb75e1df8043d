import { describe, expect, it } from 'vitest'
import { completeRows } from '../../src/entities/completeRows.ts'
import { energy, power } from '../../src/entities/quantities.ts'

describe('the complete rows of a device', () => {
  it('have a problem, and a hidden number for each total that sets it by hand', () => {
    const rows = completeRows({ power, energy })
    expect(Object.keys(rows)).toEqual(['power', 'energy', 'set_energy', 'problem'])
    expect(rows['set_energy']).toMatchObject({ platform: 'number', sets: 'energy', unit: 'kWh', disabled: true })
  })

  it("have the driver's own number in its place, where a row of the driver sets the total", () => {
    const reading = { platform: 'number', name: 'Meter reading', unit: 'kWh', min: 0, max: 1e8, step: 0.001, sets: 'energy' } as const
    const rows = completeRows({ energy, energy_export: energy, meter_reading: reading })
    expect(Object.keys(rows)).toEqual(['energy', 'energy_export', 'meter_reading', 'set_energy_export', 'problem'])
  })
})

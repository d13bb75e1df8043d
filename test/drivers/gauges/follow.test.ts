import { describe, expect, test } from 'vitest'
import { gauge } from './support/hall.ts'

const followed = (written: unknown, unit = 'W') => gauge({ min: 0, max: 8000, unit }, { follow: written }).follow

describe('what a needle follows', () => {
  test('is a source alone, in the unit of the scale', () => {
    expect(followed('house.power')).toEqual({
      source: { from: 'house.power', fromUnit: 'W', unit: 'W', maxAgeMs: 60_000 },
      factor: 1,
      offset: 0,
    })
  })

  test('is converted, multiplied and shifted', () => {
    expect(followed({ from: 'mqtt:emon/power#kw', unit: 'kW', max_age: '2min', factor: -1, offset: 20 })).toEqual({
      source: { from: 'mqtt:emon/power#kw', fromUnit: 'kW', unit: 'W', maxAgeMs: 120_000 },
      factor: -1,
      offset: 20,
    })
  })

  test('comes in the unit of the scale where none is said', () => {
    expect(followed({ from: 'ha:sensor.outside' }, '°C')).toEqual({
      source: { from: 'ha:sensor.outside', fromUnit: '°C', unit: '°C', maxAgeMs: 60_000 },
      factor: 1,
      offset: 0,
    })
  })

  test('may be in a unit of another kind, of which the factor makes that of the scale', () => {
    expect(followed({ from: 'ha:sensor.price', unit: '€/MWh', factor: 0.1 }, 'ct/kWh')).toEqual({
      source: { from: 'ha:sensor.price', fromUnit: '€/MWh', unit: '€/MWh', maxAgeMs: 60_000 },
      factor: 0.1,
      offset: 0,
    })
  })

  test('is taken as it is told on a scale without a unit', () => {
    expect(followed('house.power', '')?.source).toMatchObject({ fromUnit: '', unit: '' })
  })

  test('may be none', () => {
    expect(gauge({ min: 0, max: 5 }).follow).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { Row, Value } from '../../src/entities/rows.ts'
import { shown } from '../../src/homeassistant/shown.ts'
import { meterRows } from './support/rows.ts'

const mode: Row = { platform: 'select', options: ['auto', 'off'] }

const cases: [string, Row, Value, Value][] = [
  ['a number rounded to its row', meterRows.power, 1234.5678, 1234.6],
  ['no minus zero', meterRows.power, -0.01, 0],
  ['a total rounded to the watt-hour', meterRows.energy, 1.23456, 1.235],
  ['what is not a number as unknown', meterRows.power, NaN, null],
  ['what has no end as unknown', meterRows.power, Infinity, null],
  ['unknown as unknown', meterRows.power, null, null],
  ['a sensor without a precision as it is', { platform: 'sensor', stateClass: 'measurement' }, 0.123456, 0.123456],
  ['a setting without the noise of binary fractions', { platform: 'number', min: 0, max: 1, step: 0.1 }, 0.1 + 0.2, 0.3],
  ['a setting outside its range as unknown', meterRows.threshold, 0, null],
  ['an option as it is', mode, 'auto', 'auto'],
  ['what is none of the options as unknown', mode, 'automatic', null],
  ['a switch as it is', meterRows.alarm, false, false],
  ['a text as it is', meterRows.status, 'fine', 'fine'],
  ['a long text cut to what a state may have', meterRows.status, 'x'.repeat(300), 'x'.repeat(255)],
  ['an empty text as unknown', meterRows.status, '', null],
]

describe('what is published', () => {
  it.each(cases)('shows %s', (_, row, value, expected) => {
    expect(shown({ it: row }, { it: value })).toEqual({ it: expected })
  })

  it('has every key that carries a value, and no other', () => {
    const rows = { ...meterRows, set_energy: { platform: 'number', min: 0, max: 1, step: 1, sets: 'energy' } } as const
    expect(shown(rows, { power: 1, strange: 2 })).toEqual({
      voltage: null,
      current: null,
      power: 1,
      energy: null,
      alarm: null,
      status: null,
      threshold: null,
    })
  })
})

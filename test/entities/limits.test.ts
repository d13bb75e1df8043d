import { describe, expect, it } from 'vitest'
import { limitedRow } from '../../src/entities/limits.ts'
import { energy, power } from '../../src/entities/quantities.ts'
import type { Row } from '../../src/entities/rows.ts'

const all = { unit: 'kW', min: 1, max: 9, step: 0.5, precision: 3, options: ['a', 'b'] } as const
const number: Row = { platform: 'number', name: 'Needle', min: 0, max: 100, step: 1 }
const select: Row = { platform: 'select', name: 'Mode', options: ['auto'] }
const alarm: Row = { platform: 'binary_sensor', name: 'Alarm' }
const reset: Row = { platform: 'button', name: 'Reset' }

describe('a row with limits', () => {
  it.each<[string, Row, Row]>([
    ['number', number, { platform: 'number', name: 'Needle', unit: 'kW', min: 1, max: 9, step: 0.5 }],
    ['sensor', power, { ...power, unit: 'kW', precision: 3, step: 0.5 }],
    ['total', energy, { ...energy, unit: 'kW', precision: 3 }],
    ['select', select, { platform: 'select', name: 'Mode', options: ['a', 'b'] }],
    ['binary sensor', alarm, alarm],
    ['button', reset, reset],
  ])('has those that a %s can have', (_, row, expected) => {
    expect(limitedRow(row, all)).toEqual(expected)
  })

  it.each([[number], [power], [energy], [select], [alarm], [reset]])('keeps what the limits do not name: %o', (row) => {
    expect(limitedRow(row, {})).toEqual(row)
  })

  it('has some of them where only some are named', () => {
    expect(limitedRow(number, { max: 60 })).toEqual({ ...number, max: 60 })
    expect(limitedRow(power, { unit: 'kW' })).toEqual({ ...power, unit: 'kW' })
  })
})

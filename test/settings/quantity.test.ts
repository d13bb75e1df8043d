import { assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { converted, duration, quantity, unitsLike } from '../../src/settings/quantity.ts'

const messageOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message

describe('a quantity', () => {
  test.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['1.005s', 1_005],
    ['2min', 120_000],
    ['1h', 3_600_000],
    ['0.5 h', 1_800_000],
  ])('of time, %s, is %d ms', (text, ms) => {
    expect(duration().parse(text)).toBe(ms)
  })

  test.each([
    ['W', '2.5kW', 2500],
    ['W', '25W', 25],
    ['kW', '250W', 0.25],
    ['A', '50mA', 0.05],
    ['A', '-1.5A', -1.5],
    ['%', '2.5%', 2.5],
    ['m³/h', '3 m³/h', 3],
    ['m³/h', '2500l/h', 2.5],
    ['L/min', '1.2m3/h', 20],
    ['us', '40us', 40],
    ['us', '1.5ms', 1500],
    ['ohm', '22ohm', 22],
    ['ohm', '4.7kohm', 4700],
    ['ohm', '150mohm', 0.15],
    ['Hz', '1MHz', 1_000_000],
    ['Hz', '100kHz', 100_000],
    ['Hz', '50.02Hz', 50.02],
    ['mHz', '1.6MHz', 1_600_000_000],
    ['deg', '-1.8deg', -1.8],
    ['deg/s²', '5000deg/s²', 5000],
    ['deg/s²', '5000 deg/s2', 5000],
  ])('in %s, %s, is %d', (unit, text, value) => {
    expect(quantity(unit).parse(text)).toBe(value)
  })

  test('is the same in whatever unit it is written', () => {
    assert(
      property(integer({ min: 0, max: 1e9 }), (mA) => {
        expect(quantity('A').parse(`${mA}mA`)).toBe(mA / 1000)
      }),
    )
  })

  test.each([5, '5', '', 'five', '5sec', '5 S', '1e3s', '5s ', '0x5s', '1,5s', null, true, ['5s']])('is not %j', (value) => {
    expect(messageOf(duration(), value)).toBe('(a number with its unit: ms, s, min or h)')
  })

  test('says its limits with their units', () => {
    const every = duration({ min: '200ms', max: '1h' })
    expect(messageOf(every, '199ms')).toBe('200ms to 1h')
    expect(messageOf(every, '61min')).toBe('200ms to 1h')
    expect(messageOf(every, 10)).toBe('200ms to 1h (a number with its unit: ms, s, min or h)')
    expect(messageOf(quantity('W', { min: '0W' }), '-1W')).toBe('0W or more')
    expect(messageOf(quantity('W', { max: '1kW' }), '1001W')).toBe('1kW or less')
    expect(messageOf(quantity('W'), `${'9'.repeat(400)}W`)).toBe('(a number with its unit: W or kW)')
  })

  test('includes its limits', () => {
    const every = duration({ min: '200ms', max: '1h' })
    expect([every.parse('200ms'), every.parse('60min')]).toEqual([200, 3_600_000])
  })

  test('has a default that is written like any other value', () => {
    expect(z.strictObject({ every: duration({ default: '10s' }) }).parse({})).toEqual({ every: 10_000 })
  })

  test('refuses limits of another dimension when it is made', () => {
    expect(() => duration({ min: '5W' })).toThrow('The limit 5W is no quantity of this dimension')
  })

  test('tells editors its form, its limits and its default', () => {
    expect(z.toJSONSchema(duration({ min: '200ms', max: '1h', default: '1s' }), { io: 'input' })).toMatchObject({
      type: 'string',
      pattern: '^([+-]?\\d+(?:\\.\\d+)?) ?(ms|s|min|h)$',
      description: '200ms to 1h (a number with its unit: ms, s, min or h)',
      default: '1s',
    })
  })
})

describe('a value in another unit', () => {
  test.each([
    [230_400, 'mV', 'V', 230.4],
    [1.2, 'kW', 'W', 1200],
    [1, 'MWh', 'kWh', 1000],
    [7, 'V', 'V', 7],
    [7, '%', '%', 7],
    [7, '', '', 7],
    [7, 'A', 'V', null],
    [7, '%', 'V', null],
    [7, 'V', '%', null],
    [7, '', 'V', null],
    [7, 'constructor', 'V', null],
  ])('%d %s in %s is %d', (value, from, to, result) => expect(converted(value, from, to)).toBe(result))

  test('can come from the units of its dimension', () => {
    expect(unitsLike('V')).toEqual(['mV', 'V'])
    expect(unitsLike('%')).toEqual(['%'])
  })
})

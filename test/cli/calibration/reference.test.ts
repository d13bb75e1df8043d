import { assert, double, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readReference } from '../../../src/cli/calibration/reference.ts'

const current = (text: string) => readReference(text, 'current')
const none = { currentA: null, activePowerW: null, voltageV: null, heater: false }

describe('what a user types of the reference meter', () => {
  it('is any of current, power and voltage, and whether the load is a heater', () => {
    expect(current('8.71A')).toEqual({ ...none, currentA: { value: 8.71, digit: 0.01 } })
    expect(current(' heater 8.7 A  2003W 230.4v')).toEqual({
      currentA: { value: 8.7, digit: 0.1 },
      activePowerW: { value: 2003, digit: 1 },
      voltageV: { value: 230.4, digit: 0.1 },
      heater: true,
    })
    expect(current('Heater')).toEqual({ ...none, heater: true })
    expect(readReference('230.4V', 'voltage')).toEqual({ ...none, voltageV: { value: 230.4, digit: 0.1 } })
  })

  it('knows how coarse a figure in kilowatts or milliamperes is', () => {
    expect(current('2.0kW').activePowerW).toEqual({ value: 2000, digit: 100 })
    expect(current('350mA').currentA).toEqual({ value: 0.35, digit: 0.001 })
  })

  it('takes a power that is fed in', () => {
    expect(current('-1500W').activePowerW).toEqual({ value: -1500, digit: 1 })
  })

  it('keeps every figure as it is written', () => {
    assert(
      property(double({ min: 0.01, max: 9000, noNaN: true }), integer({ min: 2, max: 4 }), (value, decimals) => {
        const text = value.toFixed(decimals)
        expect(current(`${text}A`).currentA?.value).toBe(Number(text))
      }),
    )
  })

  it.each([
    ['8,71A', 'found 8,71A, allowed is a decimal point, as in 8.71A'],
    ['8.71', 'found 8.71, allowed is what the meter shows with its unit, such as 8.71A, 2003W or 230.4V, and heater for a pure resistance'],
    ['8.71Ah', 'found 8.71Ah, allowed is what the meter shows with its unit'],
    ['2003W kettle', 'found kettle, allowed is'],
    ['8A 9A', 'found a second current in 8A 9A: each is shown once at one load'],
    ['0A', '0A says nothing: switch a load on'],
    ['-3A', 'found -3A: only a power has a sign'],
    ['230V', 'a clamp is compared with a current or a power, such as 8.71A or 2003W, or with a heater'],
  ])('refuses `%s` in a sentence', (text, sentence) => {
    expect(() => current(text)).toThrow(sentence)
  })

  it.each(['8A', '230V heater', '2000W 230V'])('refuses `%s` for a voltage', (text) => {
    expect(() => readReference(text, 'voltage')).toThrow('a voltage is compared with volts alone, such as 230.4V')
  })
})

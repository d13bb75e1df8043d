import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balance } from '../../../src/measure/pulse/balance.ts'
import { PulseRate } from '../../../src/measure/pulse/rate.ts'

const secondUs = 1_000_000
const minuteUs = 60 * secondUs

/** 1000 imp/kWh, 10 min. */
const wattHours = () => new PulseRate(3_600, 10 * minuteUs)

describe('power from pulses', () => {
  it('is unknown before the first interval', () => {
    const rate = wattHours()
    expect(rate.at(0)).toBeNull()
    rate.pulse(secondUs)
    expect(rate.at(secondUs)).toBeNull()
    rate.pulse(2 * secondUs)
    expect(rate.at(2 * secondUs)).toBe(3_600)
  })

  it('is 0 once the silence is as long as the time-out, also where there never was a pulse', () => {
    const rate = wattHours()
    rate.at(5)
    expect([rate.at(10 * minuteUs + 4), rate.at(10 * minuteUs + 5)]).toEqual([null, 0])
    rate.pulse(20 * minuteUs)
    expect([rate.at(20 * minuteUs), rate.at(30 * minuteUs)]).toEqual([null, 0])
  })

  it('is that of the whole silence with the pulse that ends it', () => {
    const rate = wattHours()
    rate.pulse(0)
    expect(rate.at(20 * minuteUs)).toBe(0)
    rate.pulse(20 * minuteUs)
    expect(rate.at(20 * minuteUs)).toBe(3)
  })

  it('is unknown after a loss until the next interval', () => {
    const rate = wattHours()
    rate.pulse(0)
    rate.pulse(secondUs)
    rate.forget()
    expect(rate.at(2 * secondUs)).toBeNull()
    rate.pulse(3 * secondUs)
    expect(rate.at(3 * secondUs)).toBeNull()
    rate.pulse(5 * secondUs)
    expect(rate.at(5 * secondUs)).toBe(1_800)
  })

  it('is exact to a thousandth from the second pulse on, from 50 W to 15 kW, with times in whole microseconds', () => {
    fc.assert(
      fc.property(fc.double({ min: 50, max: 15_000, noNaN: true }), fc.nat(1_000_000), (watts, startUs) => {
        const rate = wattHours()
        rate.pulse(startUs)
        for (let pulse = 1; pulse < 5; pulse++) {
          const atUs = Math.round(startUs + (pulse * 3_600 * secondUs) / watts)
          rate.pulse(atUs)
          expect(Math.abs((rate.at(atUs + 50_000) ?? 0) / watts - 1)).toBeLessThan(0.001)
        }
      }),
    )
  })

  it('never shows more than the silence allows, nor rises in it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20 * minuteUs), { minLength: 2 }), fc.array(fc.nat(12 * minuteUs)), (intervals, looks) => {
        const rate = wattHours()
        let atUs = 0
        for (const us of intervals) rate.pulse((atUs += us + 1))
        let before = Infinity
        for (const us of looks.toSorted((a, b) => a - b)) {
          const value = rate.at(atUs + us) ?? NaN
          expect(value).toBeLessThanOrEqual(Math.min(before, (3_600 * secondUs) / us))
          before = value
        }
      }),
    )
  })
})

describe('the power of a meter with an input for each way', () => {
  /** Pulses at these seconds. */
  const fed = (...atS: number[]) => {
    const rate = wattHours()
    rate.at(0)
    for (const s of atS) rate.pulse(s * secondUs)
    return rate
  }

  it.each<[string, number[], number[], number, number | null]>([
    ['unknown before the first interval', [1], [], 2, null],
    ['what is taken, once that gave an interval without a pulse of the other', [1, 2], [], 2, 3_600],
    ['what is fed in, as a negative value', [], [1, 3], 3, -1_800],
    ['what still flows out by its last interval, less than three of them ago', [10, 11], [1, 5], 11, 3_600 - 600],
    ['nothing that is overdue and has a whole interval of the other since', [12, 18], [1, 5], 18, 600],
    ['what the silence of both allows, without a whole interval of one since', [4, 12], [1, 5], 20, 450 - 240],
    ['the difference of both where both go on', [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 5, 9], 9, 2_700],
    ['unknown while it is not known what flows the other way', [2, 5], [4], 5, null],
    ['0 after a long silence', [], [], 600, 0],
  ])('is %s', (_, imports, exports, atS, watts) => {
    const power = balance(fed(...imports), fed(...exports), atS * secondUs)
    expect(power === null ? null : Math.round(power)).toBe(watts)
  })
})

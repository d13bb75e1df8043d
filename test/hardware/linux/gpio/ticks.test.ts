import { array, assert, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ticks } from '../../../../src/hardware/linux/gpio/ticks.ts'

const wrapUs = 2 ** 32
const tickOf = (timeUs: number) => timeUs % wrapUs

describe('ticks', () => {
  it('go on where they begin again, after 71.6 minutes', () => {
    const ticks = new Ticks(0xffff_fff0)
    expect([0xffff_fff8, 0, 16].map((tick) => ticks.timeUs(tick))).toEqual([wrapUs - 8, wrapUs, wrapUs + 16])
  })

  it('may be a little older than the one before, also across the beginning', () => {
    const ticks = new Ticks(0xffff_fff0)
    expect([10, 0xffff_fffe, 12].map((tick) => ticks.timeUs(tick))).toEqual([wrapUs + 10, wrapUs - 2, wrapUs + 12])
  })

  it('cross the middle, where a difference of signed ticks goes wrong', () => {
    const ticks = new Ticks(0x7fff_ffff)
    expect(ticks.timeUs(0x8000_0001)).toBe(0x8000_0001)
  })

  it('give back every time, for days, with silences of up to 35 minutes and ticks up to 120 ms late', () => {
    const step = record({ goesOnUs: integer({ min: 0, max: 35 * 60e6 }), lateUs: integer({ min: 0, max: 120_000 }) })
    assert(
      property(integer({ min: 200_000, max: wrapUs - 1 }), array(step, { maxLength: 300 }), (startUs, steps) => {
        const ticks = new Ticks(startUs)
        let nowUs = startUs
        for (const { goesOnUs, lateUs } of steps) {
          nowUs += goesOnUs
          expect(ticks.timeUs(tickOf(nowUs))).toBe(nowUs)
          expect(ticks.timeUs(tickOf(nowUs - lateUs))).toBe(nowUs - lateUs)
        }
      }),
    )
  })
})

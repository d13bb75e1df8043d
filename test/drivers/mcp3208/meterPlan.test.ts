import { assert, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boardPlanOf } from '../../../src/drivers/mcp3208/boardPlan.ts'
import { meterPlanOf, noiseFloorCounts } from '../../../src/drivers/mcp3208/meterPlan.ts'
import { board } from './support/board.ts'
import { boards } from './support/boards.ts'

const l1 = { channel: 5, calibration: 250, phase: '3deg' }
const oven = { channel: 2, voltage: 'l1', transformer: '100A/50mA', burden: '20ohm' }

/** The factors of `oven` with other keys; undefined takes one away. */
function currentOf(keys: Readonly<Record<string, unknown>>) {
  const own = Object.fromEntries(Object.entries({ ...oven, ...keys }).filter(([, value]) => value !== undefined))
  return meterPlanOf(board({ reference: '4.096V', voltages: { l1 }, currents: { oven: own } })).currents[0]
}

describe('the plan of the meter', () => {
  it('has a track for each channel in use', () => {
    const { plan, sweep } = meterPlanOf(
      board({ voltages: { l1 }, currents: { oven, hob: { channel: 7, voltage: 'l1', calibration: 60 } } }),
    )
    expect(plan).toEqual({
      tracks: 3,
      voltages: [1],
      currents: [
        { track: 0, voltage: 0, lag: 0 },
        { track: 2, voltage: 0, lag: 0 },
      ],
    })
    expect(sweep).toEqual([
      { channel: 2, track: 0 },
      { channel: 5, track: 1 },
      { channel: 7, track: 2 },
    ])
  })

  it.each([
    ['120deg', 1 / 3],
    ['240deg', 2 / 3],
    ['180deg', 1 / 2],
  ])('drives a current by another voltage that lags %s', (lag, share) => {
    const voltages = { other: { channel: 0, calibration: 250 }, l1, l2: { from: 'l1', lag } }
    const { plan } = meterPlanOf(board({ voltages, currents: { oven: { ...oven, voltage: 'l2' } } }))
    expect(plan.currents).toEqual([{ track: 1, voltage: 1, lag: share }])
  })

  it('has no voltage for a current whose voltage comes from a source', () => {
    const { plan, voltages } = meterPlanOf(
      board({ voltages: { far: { source: 'garage.voltage' }, l1 }, currents: { oven: { ...oven, voltage: 'far' } } }),
    )
    expect(plan).toEqual({ tracks: 2, voltages: [1], currents: [{ track: 0, voltage: null, lag: 0 }] })
    expect(voltages.map(({ id }) => id)).toEqual(['l1'])
  })

  it('gives of any board each conversion its channel’s track, and no track without a conversion', () => {
    assert(
      property(boards, ({ settings }) => {
        const { plan, sweep, voltages, currents } = meterPlanOf(settings)
        const trackOf = new Map(sweep.map(({ channel, track }) => [channel, track]))
        expect([...trackOf.values()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: plan.tracks }, (_, track) => track))
        expect(plan.voltages).toEqual(voltages.map(({ channel }) => trackOf.get(channel)))
        expect(plan.currents.map(({ track }) => track)).toEqual(currents.map(({ channel }) => trackOf.get(channel)))
      }),
    )
  })
})

describe('what makes volts and amperes of counts', () => {
  it('is the calibration by 4096 counts of the reference', () => {
    const [voltage] = meterPlanOf(board({ reference: '4.096V', voltages: { l1 } })).voltages
    expect(voltage).toEqual({ id: 'l1', channel: 5, voltsPerCount: expect.closeTo(0.25, 12), leadDegrees: 3 })
  })

  it.each([
    ['a current and its burden', {}, 0.1],
    ['a voltage', { transformer: '30A/1V', burden: undefined }, 0.03],
    ['a ratio and its burden', { transformer: undefined, ratio: 2000 }, 0.1],
    ['a calibration', { transformer: undefined, burden: undefined, calibration: 90.9 }, 0.0909],
    ['a current, corrected', { gain: 1.02 }, 0.102],
    ['a current, the other way round', { invert: true }, -0.1],
  ])('is the clamp’s rating: %s', (_, keys, ampsPerCount) => {
    expect(currentOf(keys)?.ampsPerCount).toBeCloseTo(ampsPerCount, 12)
  })

  it('leaves out what the converter’s noise shows, but no more than the settings say', () => {
    expect(currentOf({ invert: true })?.noiseFloorA).toBeCloseTo(noiseFloorCounts * 0.1, 12)
    expect(currentOf({ gain: 2, range: '50A' })?.noiseFloorA).toBeCloseTo(noiseFloorCounts * 0.2, 12)
    expect(currentOf({ noise_floor: '20mA' })?.noiseFloorA).toBe(0.02)
    expect(currentOf({ noise_floor: '0A' })?.noiseFloorA).toBe(0)
  })

  it('turns back the lead of the clamp, by current where the settings have a table', () => {
    expect(currentOf({})?.lead).toBe(0)
    expect(currentOf({ phase: '1.8deg' })?.lead).toBe(1.8)
    expect(currentOf({ phase: { '30A': '1.8deg', '500mA': '-3.2deg', '5A': '2.1deg' } })?.lead).toEqual([
      { currentA: 0.5, leadDegrees: -3.2 },
      { currentA: 5, leadDegrees: 2.1 },
      { currentA: 30, leadDegrees: 1.8 },
    ])
  })
})

describe('the plan of a board', () => {
  const voltages = { far: { source: { from: 'mqtt:emon/vrms', max_age: '30s' } }, l1, l2: { from: 'l1', lag: '120deg' } }
  const currents = {
    shed: { channel: 1, voltage: 'far', calibration: 60, power_factor: 0.9 },
    oven: { ...oven, voltage: 'l2', phase: '1deg' },
    pump: { channel: 3, voltage: 'far', calibration: 60 },
  }
  const plan = boardPlanOf(board({ reference: '4.096V', voltages, currents, derived: { rest: 'oven - shed' } }))

  it('meters a current with its voltage, though other currents stand before it', () => {
    expect(plan.currents).toMatchObject([
      { id: 'oven', channel: 2, index: 1, voltageIndex: 0, scales: { voltage: { leadDegrees: 3 }, current: { lead: 1 } } },
    ])
    expect(plan.voltages).toMatchObject([{ id: 'l1', channel: 5, index: 0, scale: { leadDegrees: 3 } }])
  })

  it('estimates a current without one', () => {
    expect(plan.estimated).toMatchObject([
      { id: 'shed', index: 0, powerFactor: 0.9, source: { from: 'mqtt:emon/vrms', unit: 'V', maxAgeMs: 30_000 } },
      { id: 'pump', index: 2, powerFactor: 1 },
    ])
  })

  it('knows where an input clips, and its bias', () => {
    expect(plan.currents[0]?.clipA).toBeCloseTo(204.8 / Math.SQRT2, 9)
    expect(plan.estimated[1]?.clipA).toBeCloseTo((60 * 2.048) / Math.SQRT2, 9)
    expect(plan.voltages[0]?.inputVoltsPerCount).toBeCloseTo(0.001, 12)
  })

  it('has the formulas', () => {
    expect(plan.derived).toMatchObject([{ id: 'rest', formula: { add: ['oven'], subtract: ['shed'] } }])
  })
})

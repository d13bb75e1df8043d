import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { mcp3208Settings } from '../../../src/drivers/mcp3208/settings.ts'
import { settingsJsonSchema } from '../../../src/settings/jsonSchema.ts'
import { board, boardText, choices, l1, load, oven, spi } from './support/board.ts'

/** All that can be written. */
const whole = boardText(
  'spi: /dev/spidev1.2',
  'clock: 1.6MHz',
  'reference: 5V',
  'sampling: { waves: 10, pause: 5s }',
  'voltages:',
  '  l1: { channel: 0, calibration: 268.97, name: Phase 1, phase: 0.5deg }',
  '  l2: { from: l1, lag: 120deg }',
  '  l3: { from: l1, lag: 240deg }',
  '  leg: { from: l1, lag: 180deg }',
  '  near: { source: garage.mains.voltage }',
  '  far: { source: { from: "mqtt:emon/vrms", unit: mV, max_age: 30s } }',
  'currents:',
  '  oven: { channel: 1, voltage: l2, transformer: 100 A / 50 mA, burden: 22ohm, phase: 1.8deg, gain: 1.01, invert: true, name: Oven,',
  '    noise_floor: 20mA, range: 63A }',
  '  solar: { channel: 2, voltage: l1, transformer: 30A/1V, phase: { 30A: 1.8deg, 1A: 3.2deg, 500mA: 4deg } }',
  '  pump: { channel: 3, voltage: far, ratio: 2000, burden: 33ohm, power_factor: 0.95 }',
  '  hob: { channel: 7, voltage: leg, calibration: 90.9 }',
  'derived:',
  '  house: solar + oven - hob',
  '  rest: { formula: -hob, name: All the rest }',
)

const plainCurrent = { gain: 1, lead: 0, inverted: false, noiseFloorA: null, rangeA: null, powerFactor: null, name: null }

describe('the settings of a board', () => {
  it('have defaults for all but the chip and its channels', () => {
    expect(mcp3208Settings.parse({ spi: '/dev/spidev0.0', voltages: { l1: { channel: 0, calibration: 268.97 } } })).toEqual({
      spi: '/dev/spidev0.0',
      clockHz: 1_000_000,
      referenceV: 3.3,
      waves: null,
      pauseMs: 0,
      voltages: [{ kind: 'measured', id: 'l1', channel: 0, calibration: 268.97, leadDegrees: 0, name: null }],
      currents: [],
      derived: [],
    })
  })

  it('become what they mean, in SI units and degrees, in the order of the file', () => {
    const loaded = load(whole)
    expect(loaded.mistakes).toEqual([])
    expect(loaded.settings?.devices[0]?.own).toEqual({
      spi: '/dev/spidev1.2',
      clockHz: 1_600_000,
      referenceV: 5,
      waves: 10,
      pauseMs: 5000,
      voltages: [
        { kind: 'measured', id: 'l1', channel: 0, calibration: 268.97, leadDegrees: 0.5, name: 'Phase 1' },
        { kind: 'shifted', id: 'l2', from: 'l1', lag: 1 / 3 },
        { kind: 'shifted', id: 'l3', from: 'l1', lag: 2 / 3 },
        { kind: 'shifted', id: 'leg', from: 'l1', lag: 1 / 2 },
        { kind: 'source', id: 'near', source: { from: 'garage.mains.voltage', fromUnit: 'V', unit: 'V', maxAgeMs: 60_000 } },
        { kind: 'source', id: 'far', source: { from: 'mqtt:emon/vrms', fromUnit: 'mV', unit: 'V', maxAgeMs: 30_000 } },
      ],
      currents: [
        {
          id: 'oven',
          channel: 1,
          voltage: 'l2',
          clamp: {
            ampsPerVolt: expect.closeTo(90.909, 3),
            transformer: { text: '100A/50mA', ratedA: 100, output: { amps: 0.05 } },
            burdenOhm: 22,
            model: 'Current clamp 100A/50mA',
          },
          gain: 1.01,
          lead: 1.8,
          inverted: true,
          noiseFloorA: 0.02,
          rangeA: 63,
          powerFactor: null,
          name: 'Oven',
        },
        {
          ...plainCurrent,
          id: 'solar',
          channel: 2,
          voltage: 'l1',
          clamp: {
            ampsPerVolt: 30,
            transformer: { text: '30A/1V', ratedA: 30, output: { volts: 1 } },
            burdenOhm: null,
            model: 'Current clamp 30A/1V',
          },
          lead: [
            { currentA: 0.5, leadDegrees: 4 },
            { currentA: 1, leadDegrees: 3.2 },
            { currentA: 30, leadDegrees: 1.8 },
          ],
        },
        {
          ...plainCurrent,
          id: 'pump',
          channel: 3,
          voltage: 'far',
          clamp: { ampsPerVolt: expect.closeTo(60.606, 3), transformer: null, burdenOhm: 33, model: 'Current clamp 2000:1' },
          powerFactor: 0.95,
        },
        {
          ...plainCurrent,
          id: 'hob',
          channel: 7,
          voltage: 'leg',
          clamp: { ampsPerVolt: 90.9, transformer: null, burdenOhm: null, model: 'Current clamp' },
        },
      ],
      derived: [
        { id: 'house', name: null, formula: { add: ['solar', 'oven'], subtract: ['hob'] } },
        { id: 'rest', name: 'All the rest', formula: { add: [], subtract: ['hob'] } },
      ],
    })
  })

  test.each([{ l1: { channel: 0, calibration: 250 } }, { far: { source: 'garage.voltage' } }])(
    'take the only voltage for a current that names none: %j',
    (voltages) => {
      const { currents } = board({ voltages, currents: { oven: { channel: 1, calibration: 60 } } })
      expect(currents[0]?.voltage).toBe(Object.keys(voltages)[0])
    },
  )

  it('take a fast clock where the reference is high', () => {
    expect(load(boardText(spi, 'clock: 2MHz', 'reference: 4.5V', l1)).mistakes).toEqual([])
  })
})

describe('an editor and the program agree', () => {
  const validator = z.fromJSONSchema(settingsJsonSchema(choices))
  const valid = (text: string) => validator.safeParse(parse(text)).success

  test.each([
    ['the least', boardText(spi, l1)],
    ['the most', whole],
  ])('that %s is right', (_, text) => {
    expect(load(text).mistakes).toEqual([])
    expect(valid(text)).toBe(true)
  })

  test.each([
    ['an unknown key', boardText(spi, l1, 'volts: 5')],
    ['a channel that the chip has not', boardText(spi, 'voltages: { l1: { channel: 8, calibration: 250 } }')],
    ['a clock out of its form', boardText(spi, l1, 'clock: 1000000')],
    ['another way of sampling', boardText(spi, l1, 'sampling: sometimes')],
    ['an id that is none', boardText(spi, 'voltages: { L1: { channel: 0, calibration: 250 } }')],
    ['a table of phases by voltage', boardText(...oven('calibration: 60, phase: { 1V: 1deg, 2V: 2deg }'))],
    ['an unknown key of a current', boardText(...oven('calibration: 60, burdn: 22ohm'))],
    ['another lag', boardText(spi, 'voltages: { l1: { channel: 0, calibration: 250 }, l2: { from: l1, lag: 90deg } }')],
    ['a list in place of a formula', boardText(...oven('calibration: 60'), 'derived: { house: [oven] }')],
  ])('that %s is wrong', (_, text) => {
    expect(load(text).mistakes.length).toBeGreaterThan(0)
    expect(valid(text)).toBe(false)
  })

  it('on the defaults, which are written as in the file', () => {
    const json = settingsJsonSchema(choices).$defs?.['device_mcp3208']
    expect(json).toMatchObject({
      additionalProperties: false,
      required: ['driver', 'spi'],
      properties: {
        clock: { default: '1MHz' },
        reference: { default: '3.3V' },
        sampling: { default: 'continuous' },
        currents: { additionalProperties: { properties: { phase: { default: '0deg' }, gain: { default: 1 } } } },
      },
    })
  })

  it('on what each key is for', () => {
    const schema = settingsJsonSchema(choices).$defs?.['device_mcp3208']?.properties ?? {}
    const { driver: _, name: _name, publish: _publish, steps: _steps, simulate: _simulate, ...own } = schema
    for (const key of Object.values(own)) expect(key).toMatchObject({ description: expect.any(String) })
  })
})

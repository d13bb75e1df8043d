import { describe, expect, it, test } from 'vitest'
import { gaugesSettings } from '../../../src/drivers/gauges/settings.ts'
import { settingsJsonSchema } from '../../../src/settings/jsonSchema.ts'
import { load, needle, hallText, power, said, stillGauges, watts } from './support/hall.ts'

const pinAllowed = 'allowed is the BCM number of a pin, 1 to 511 (not GPIO 0, on which pigpio plays nothing)'

describe('the settings of gauges', () => {
  it('say the pins and the scale of a needle, and have a default for all else', () => {
    expect(gaugesSettings.parse({ gauges: { power: { dir: 4, step: 17, scale: { min: 0, max: 8000 } } } })).toEqual({
      gauges: [
        {
          id: 'power',
          name: null,
          stepPin: 17,
          dirPin: 4,
          inverted: false,
          scale: { min: 0, max: 8000, unit: '', step: 1, sweepDeg: 300, zeroDeg: 5, reversed: false, points: null },
          follow: null,
          rest: null,
          smoothingMs: 0,
          backlashSteps: 0,
          dial: { title: null, diameterMm: 80, holeMm: 4, labelEvery: null, ticksBetween: null, colours: [] },
        },
      ],
      resetPin: null,
      statusLed: null,
      homing: { atStart: 'always', dailyMinute: null, speedStepsPerS: 1200 },
      park: true,
      speedStepsPerS: 6000,
      accelerationStepsPerS2: 60_000,
      startSpeedStepsPerS: 1200,
      releaseMs: null,
    })
  })

  it('take all that can be said', () => {
    const { settings, mistakes } = load(
      hallText(
        ...needle(
          'min: -20, max: 40, unit: °C, step: 0.5, sweep: 240deg, zero: 20deg, reversed: true',
          'name: Outside',
          'invert: true',
          'follow: { from: ha:sensor.outside, max_age: 10min, factor: 0.5, offset: -2 }',
          'rest: -20',
          'smoothing: 200ms',
          'backlash: 0.5deg',
          'dial: { title: Outside, diameter: 60mm, labels: 10, ticks: 4, colours: [{ from: -20, to: 0, colour: "#39f" }] }',
        ),
        'reset: 26',
        'status_led: { pin: 5, tariff: mqtt:tariff }',
        'homing: { at_start: unknown, daily: "03:30", speed: 50deg/s }',
        'park: false',
        'speed: 400deg/s',
        'acceleration: 3000deg/s2',
        'start_speed: 80deg/s',
        'release: 5min',
      ),
    )
    expect(mistakes).toEqual([])
    expect(settings?.devices[0]?.own).toMatchObject({
      gauges: [
        {
          name: 'Outside',
          inverted: true,
          scale: { min: -20, max: 40, unit: '°C', step: 0.5, sweepDeg: 240, zeroDeg: 20, reversed: true },
          rest: -20,
          smoothingMs: 200,
          backlashSteps: 6,
          dial: { title: 'Outside', diameterMm: 60, labelEvery: 10, ticksBetween: 4, colours: [{ colour: '#39f' }] },
        },
      ],
      resetPin: 26,
      statusLed: { pin: 5, tariff: { from: 'mqtt:tariff', unit: '', maxAgeMs: 86_400_000 } },
      homing: { atStart: 'unknown', dailyMinute: 210, speedStepsPerS: 600 },
      park: false,
      speedStepsPerS: 4800,
      accelerationStepsPerS2: 36_000,
      startSpeedStepsPerS: 960,
      releaseMs: 300_000,
    })
  })

  it('start a needle no faster than it may turn', () => {
    const { startSpeedStepsPerS } = gaugesSettings.parse({
      gauges: { power: { dir: 4, step: 17, scale: { min: 0, max: 1 } } },
      speed: '50deg/s',
    })
    expect(startSpeedStepsPerS).toBe(600)
  })

  it('can be told to an editor', () => {
    const { $defs } = settingsJsonSchema({ drivers: [stillGauges], circuits: ['grid'] })
    expect($defs?.['device_gauges']).toMatchObject({
      required: ['driver', 'gauges'],
      properties: {
        gauges: {
          additionalProperties: {
            required: ['dir', 'step', 'scale'],
            properties: { dir: { type: 'integer', minimum: 1, maximum: 511 }, scale: { properties: { sweep: { default: '300deg' } } } },
          },
        },
        homing: { properties: { at_start: { enum: ['always', 'unknown', 'never'] } } },
        acceleration: { default: '5000deg/s²' },
      },
    })
  })
})

describe('a mistake in the pins of gauges', () => {
  test.each([
    ['dir: 0, step: 17', `5:16: gauges.power.dir: found 0, ${pinAllowed}`],
    ['dir: 4, step: GPIO17', `5:24: gauges.power.step: found GPIO17, ${pinAllowed}`],
    ['dir: 4, step: 512', `5:24: gauges.power.step: found 512, ${pinAllowed}`],
    ['dir: 4, step: 17.5', `5:24: gauges.power.step: found 17.5, ${pinAllowed}`],
    ['step: 17', `5:7: gauges.power.dir: found nothing, ${pinAllowed}`],
    ['dir: 4, stp: 17, step: 18', '5:24: gauges.power.stp: found an unknown key, did you mean step?'],
  ])('is told of %s', (pins, sentence) => {
    expect(said('gauges:', `  power: { ${pins}, scale: { ${watts} } }`)).toEqual([sentence])
  })

  test.each([
    ['reset: 0', `9:5: reset: found 0, ${pinAllowed}`],
    ['status_led: { pin: LED }', `9:19: status_led.pin: found LED, ${pinAllowed}`],
    ['status_led: 5', '9:5: status_led: found a number, allowed is a map (pin, tariff)'],
  ])('is told of %s', (line, sentence) => {
    expect(said(...power, line)).toEqual([sentence])
  })
})

describe('a mistake in a board of gauges', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((id, i) => `  ${id}: { dir: ${2 * i + 2}, step: ${2 * i + 3}, scale: { ${watts} } }`)
  const speed = (range: string) => `allowed is ${range} (a number with its unit: deg/s)`
  const timeAllowed = 'allowed is a time of the day in quotes, such as "03:30"'

  test('is more needles than it drives, or none', () => {
    expect(said('gauges:', ...many)).toEqual(['4:5: gauges: found 5 gauges, allowed is 1 to 4 gauges'])
    expect(said('gauges:', ...many.slice(1))).toEqual([])
    expect(said('gauges: {}')).toEqual(['4:5: gauges: found 0 gauges, allowed is 1 to 4 gauges'])
    expect(said('park: true')).toEqual(['2:3: gauges: found nothing, allowed is a map'])
  })

  test('is an id that is none', () => {
    expect(said('gauges:', `  Power: { dir: 4, step: 17, scale: { ${watts} } }`)).toEqual([
      '5:7: gauges.Power: found Power, allowed is 1 to 64 lower-case letters, digits and underscores, with no underscore first or last',
    ])
  })

  test.each([
    ['release: 5min', '9:5: release: found 5min, allowed is nothing without reset, which takes the current off'],
    ['homing: { daily: 3:30 }', `9:15: homing.daily: found 3:30, ${timeAllowed}`],
    ['homing: { daily: "24:00" }', `9:15: homing.daily: found 24:00, ${timeAllowed}`],
    ['homing: { daily: 330 }', `9:15: homing.daily: found 330, ${timeAllowed}`],
    ['homing: { at_start: sometimes }', '9:15: homing.at_start: found sometimes, allowed is always, unknown or never'],
    ['homing: { speed: 301deg/s }', '9:15: homing.speed: found 301deg/s, allowed is 10deg/s to 300deg/s'],
    ['homing: { at_strat: never }', '9:15: homing.at_strat: found an unknown key, did you mean at_start?'],
    ['speed: 100', `9:5: speed: found 100, ${speed('10deg/s to 600deg/s')}`],
    ['speed: 601deg/s', '9:5: speed: found 601deg/s, allowed is 10deg/s to 600deg/s'],
    ['start_speed: 5deg/s', '9:5: start_speed: found 5deg/s, allowed is 10deg/s to 200deg/s'],
    [
      'acceleration: 5000deg/s',
      '9:5: acceleration: found 5000deg/s, allowed is 100deg/s² to 15000deg/s² (a number with its unit: deg/s² or deg/s2)',
    ],
    ['park: never', '9:5: park: found never, allowed is true or false'],
    ['sped: 100deg/s', '9:5: sped: found an unknown key, did you mean speed?'],
    [
      'status_led: { pin: 5, tariff: tariff }',
      '9:27: status_led.tariff: found tariff, allowed is device and entity (boiler.voltage), or device, part and entity (board.solar.power)',
    ],
  ])('is told of %s', (line, sentence) => {
    expect(said(...power, line)).toEqual([sentence])
  })
})

import { describe, expect, test } from 'vitest'
import { needle, said, watts } from './support/hall.ts'

describe('a mistake in a scale', () => {
  const points = (...all: readonly string[]) => `points: [${all.map((each) => `{ ${each} }`).join(', ')}]`
  const pointsAllowed = 'allowed is a list of 2 to 50 points, such as { value: 0, at: 0deg }'
  const whole = 'the needle turns by 315deg in all'
  test.each([
    ['max: 8000', '8:9: gauges.power.scale.min: found nothing, allowed is the value at the begin of the dial, or points'],
    ['min: 0', '8:9: gauges.power.scale.max: found nothing, allowed is the value at the end of the dial'],
    [
      'min: 5, max: 5',
      '8:26: gauges.power.scale.max: found 5, allowed is more than min (a dial that runs the other way has reversed: true)',
    ],
    [
      'min: 100, max: 0',
      '8:28: gauges.power.scale.max: found 0, allowed is more than min (a dial that runs the other way has reversed: true)',
    ],
    ['min: 0, max: 0.001', '8:26: gauges.power.scale.max: found 0.001, allowed is at least 0.01 more than min'],
    ['min: low, max: 5', '8:18: gauges.power.scale.min: found low, allowed is -1000000000 to 1000000000'],
    ['min: 0.1, max: 0.4, step: 1', '8:38: gauges.power.scale.step: found 1, allowed is up to 0.3, the range of the dial'],
    ['min: 0, max: 5, step: 6', '8:34: gauges.power.scale.step: found 6, allowed is up to 5, the range of the dial'],
    ['min: 0, max: 5, sweep: 300', '8:34: gauges.power.scale.sweep: found 300, allowed is 10deg to 315deg (a number with its unit: deg)'],
    ['min: 0, max: 5, sweep: 9deg', '8:34: gauges.power.scale.sweep: found 9deg, allowed is 10deg to 315deg'],
    ['min: 0, max: 5, zero: 16deg', `8:34: gauges.power.scale.zero: found 16deg, allowed is up to 15deg: ${whole}`],
    [
      'min: 0, max: 5, sweep: 311deg',
      `8:34: gauges.power.scale.sweep: found 311deg, allowed is up to 310deg beside a zero of 5deg: ${whole}`,
    ],
    ['min: 0, max: 5, revesed: true', '8:34: gauges.power.scale.revesed: found an unknown key, did you mean reversed?'],
    [points('value: 0, at: 0deg'), `8:18: gauges.power.scale.points: found a list, ${pointsAllowed}`],
    ['points: 0', `8:18: gauges.power.scale.points: found 0, ${pointsAllowed}`],
    [
      points('value: 0, at: 0deg', 'value: 0, at: 9deg'),
      '8:53: gauges.power.scale.points.1.value: found 0, allowed is more than the one before it',
    ],
    [
      points('value: 0, at: 0deg', 'value: 9, at: 99deg', 'value: 5, at: 200deg'),
      '8:78: gauges.power.scale.points.2.value: found 5, allowed is more than the one before it',
    ],
    [
      points('value: 0, at: 0deg', 'value: 5, at: 99deg', 'value: 9, at: 50deg'),
      '8:88: gauges.power.scale.points.2.at: found 50deg, allowed is an angle further in the direction of the ones before it',
    ],
    [
      points('value: 0, at: 9deg', 'value: 5, at: 9deg'),
      '8:63: gauges.power.scale.points.1.at: found 9deg, allowed is an angle further in the direction of the ones before it',
    ],
    [
      points('value: 0, at: 0deg', 'value: 5, at: 311deg'),
      `8:63: gauges.power.scale.points.1.at: found 311deg, allowed is up to 310deg beside a zero of 5deg: ${whole}`,
    ],
    [
      `${points('value: 0, at: 0deg', 'value: 5, at: 99deg')}, min: 0`,
      '8:77: gauges.power.scale.min: found 0, allowed is nothing beside points',
    ],
    [
      `${points('value: 0, at: 0deg', 'value: 5, at: 99deg')}, reversed: true`,
      '8:77: gauges.power.scale.reversed: found true, allowed is nothing beside points: their angles may descend',
    ],
  ])('is told of %s', (scale, sentence) => {
    expect(said(...needle(scale))).toEqual([sentence])
  })

  test.each(['min: 119.23, max: 119.24', 'min: 0.1, max: 0.4, step: 0.3', 'min: 0, max: 5, sweep: 310deg', 'min: 0, max: 5, zero: 15deg'])(
    'is not %s, as the sentences say',
    (scale) => {
      expect(said(...needle(scale))).toEqual([])
    },
  )
})

describe('a mistake in a needle', () => {
  const origins = 'device and entity (boiler.voltage), or device, part and entity (board.solar.power)'
  test.each([
    ['rest: -1', '9:9: gauges.power.rest: found -1, allowed is a value of the scale, 0 to 8000'],
    ['rest: 8001', '9:9: gauges.power.rest: found 8001, allowed is a value of the scale, 0 to 8000'],
    ['invert: 1', '9:9: gauges.power.invert: found 1, allowed is true or false'],
    ['smoothing: 11s', '9:9: gauges.power.smoothing: found 11s, allowed is 0ms to 10s'],
    ['backlash: 6deg', '9:9: gauges.power.backlash: found 6deg, allowed is 0deg to 5deg'],
    ['name: 5', '9:9: gauges.power.name: found 5, allowed is a text of 1 to 60 characters in one line'],
    ['folow: house.power', '9:9: gauges.power.folow: found an unknown key, did you mean follow?'],
    ['follow: power', `9:9: gauges.power.follow: found power, allowed is ${origins}`],
    [
      'follow: { from: mqtt:a/+ }',
      '9:19: gauges.power.follow.from: found mqtt:a/+, allowed is a topic without wildcards (+ and #), then # and a JSON path where it tells more than one value',
    ],
    [
      'follow: { from: a.b, unit: V }',
      '9:30: gauges.power.follow.unit: found V, allowed is W or kW, as the scale is in W, or another one beside a factor',
    ],
    ['follow: { from: a.b, factor: 0 }', '9:30: gauges.power.follow.factor: found 0, allowed is a number other than 0'],
    ['follow: { from: a.b, factor: two }', '9:30: gauges.power.follow.factor: found two, allowed is a number'],
    ['follow: { from: a.b, max_age: 1s }', '9:30: gauges.power.follow.max_age: found 1s, allowed is 5s to 168h'],
    [
      'follow: { unit: W }',
      '9:9: gauges.power.follow.from: found nothing, allowed is a text (boiler.voltage or board.solar.power of this node, mqtt:some/topic, mqtt:some/topic#json.path or ha:sensor.inverter_power)',
    ],
    ['follow: { from: a.b, ofset: 1 }', '9:30: gauges.power.follow.ofset: found an unknown key, did you mean offset?'],
  ])('is told of %s', (key, sentence) => {
    expect(said(...needle(watts, key))).toEqual([sentence])
  })

  test('is a unit to follow on a scale without one', () => {
    expect(said(...needle('min: 0, max: 5', 'follow: { from: a.b, unit: V }'))).toEqual([
      '9:30: gauges.power.follow.unit: found V, allowed is nothing where the scale has no unit',
    ])
  })
})

describe('a mistake in a dial', () => {
  const colour = (keys: string) => `colours: [{ ${keys} }]`
  test.each([
    ['labels: 79', '9:17: gauges.power.dial.labels: found 79, allowed is 80 or more on this scale'],
    ['labels: 0', '9:17: gauges.power.dial.labels: found 0, allowed is more than 0'],
    ['ticks: 21', '9:17: gauges.power.dial.ticks: found 21, allowed is 0 to 20'],
    ['diameter: 80', '9:17: gauges.power.dial.diameter: found 80, allowed is 20mm to 1000mm (a number with its unit: mm)'],
    ['hole: 11mm', '9:17: gauges.power.dial.hole: found 11mm, allowed is 1mm to 10mm'],
    ['title: 5', '9:17: gauges.power.dial.title: found 5, allowed is a text of up to 40 characters in one line'],
    ['colors: []', '9:17: gauges.power.dial.colors: found an unknown key, did you mean colours?'],
    [
      'colours: green',
      '9:17: gauges.power.dial.colours: found green, allowed is a list of up to 20 arcs, such as { from: 0, to: 500, colour: green }',
    ],
    [colour('from: 5, to: 5, colour: red'), '9:38: gauges.power.dial.colours.0.to: found 5, allowed is more than from'],
    [
      colour('from: 0, to: 5, colour: "#12345"'),
      '9:45: gauges.power.dial.colours.0.colour: found #12345, allowed is a colour such as green or #e33a00',
    ],
    [
      colour('from: 0, to: 5, colour: url(x)'),
      '9:45: gauges.power.dial.colours.0.colour: found url(x), allowed is a colour such as green or #e33a00',
    ],
  ])('is told of %s', (keys, sentence) => {
    expect(said(...needle(watts, `dial: { ${keys} }`))).toEqual([sentence])
  })
})

import { describe, expect, test } from 'vitest'
import { idAllowed, l1, oven, said, spi, type Row } from './support/board.ts'

const one = 'currents: { oven: { channel: 1, calibration: 60 } }'

describe('mistakes in a current', () => {
  const rating = 'allowed is primary and secondary, such as 100A/50mA or 30A/1V'
  const ohms = '10mohm to 10kohm'
  test.each<Row>([
    [[spi, l1, 'currents: { oven: { calibration: 60 } }'], '6:17: currents.oven.channel: found nothing, allowed is 0 to 7'],
    [oven(''), '6:17: currents.oven: found neither transformer, ratio nor calibration, allowed is one of them'],
    [
      oven('transformer: 30A/1V, ratio: 2000, calibration: 60'),
      [
        '6:58: currents.oven.ratio: found 2000, allowed is only one of transformer, ratio and calibration',
        '6:71: currents.oven.calibration: found 60, allowed is only one of transformer, ratio and calibration',
      ],
    ],
    [oven('transformer: 100A'), `6:37: currents.oven.transformer: found 100A, ${rating}`],
    [oven('transformer: 100/50mA'), `6:37: currents.oven.transformer: found 100/50mA, ${rating}`],
    [oven('transformer: 100A/50mV/2'), `6:37: currents.oven.transformer: found 100A/50mV/2, ${rating}`],
    [oven('transformer: 2000'), `6:37: currents.oven.transformer: found 2000, ${rating}`],
    [
      oven('transformer: 0A/50mA'),
      `6:37: currents.oven.transformer: found 0A/50mA, ${rating}, of 0.1A to 10000A and 0.1mA to 10A or 1mV to 10V`,
    ],
    [
      oven('transformer: 100A/50A'),
      `6:37: currents.oven.transformer: found 100A/50A, ${rating}, of 0.1A to 10000A and 0.1mA to 10A or 1mV to 10V`,
    ],
    [
      oven('transformer: 100A/0V'),
      `6:37: currents.oven.transformer: found 100A/0V, ${rating}, of 0.1A to 10000A and 0.1mA to 10A or 1mV to 10V`,
    ],
    [
      oven('transformer: 100A/50mA'),
      '6:17: currents.oven.burden: found nothing, allowed is the resistance across the output of a clamp that gives a current, such as 22ohm',
    ],
    [
      oven('ratio: 2000'),
      '6:17: currents.oven.burden: found nothing, allowed is the resistance across the output of a clamp that gives a current, such as 22ohm',
    ],
    [
      oven('transformer: 30A/1V, burden: 22ohm'),
      '6:58: currents.oven.burden: found 22ohm, allowed is a burden with a clamp that gives a current only',
    ],
    [
      oven('calibration: 60, burden: 22ohm'),
      '6:54: currents.oven.burden: found 22ohm, allowed is a burden with a clamp that gives a current only',
    ],
    [
      oven('ratio: 2000, burden: 22'),
      `6:50: currents.oven.burden: found 22, allowed is ${ohms} (a number with its unit: mohm, ohm or kohm)`,
    ],
    [oven('ratio: 2000, burden: 0ohm'), `6:50: currents.oven.burden: found 0ohm, allowed is ${ohms}`],
    [oven('ratio: 0.5, burden: 22ohm'), '6:37: currents.oven.ratio: found 0.5, allowed is 1 to 100000'],
    [oven('calibration: -60'), '6:37: currents.oven.calibration: found -60, allowed is 0.001 to 100000'],
    [oven('calibration: 60, gain: 2.1'), '6:54: currents.oven.gain: found 2.1, allowed is 0.5 to 2'],
    [oven('calibration: 60, invert: yes'), '6:54: currents.oven.invert: found yes, allowed is true or false'],
    [
      oven('calibration: 60, noise_floor: 20'),
      '6:54: currents.oven.noise_floor: found 20, allowed is 0A to 10A (a number with its unit: mA or A)',
    ],
    [oven('calibration: 60, range: 0A'), '6:54: currents.oven.range: found 0A, allowed is 100mA to 10000A'],
    [oven('calibration: 60, name: 5'), '6:54: currents.oven.name: found 5, allowed is a text of 1 to 60 characters in one line'],
    [oven('calibration: 60, burdn: 22ohm'), '6:54: currents.oven.burdn: found an unknown key, did you mean burden?'],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })
})

describe('mistakes in the phase of a current', () => {
  const phase = (value: string) => oven(`calibration: 60, phase: ${value}`)
  const keys = 'allowed is currents with their unit as keys, such as 1A or 500mA'
  test.each<Row>([
    [phase('-21deg'), '6:54: currents.oven.phase: found -21deg, allowed is -20deg to 20deg'],
    [phase('2'), '6:54: currents.oven.phase: found 2, allowed is -20deg to 20deg (a number with its unit: deg)'],
    [phase('[2deg]'), '6:54: currents.oven.phase: found a list, allowed is -20deg to 20deg (a number with its unit: deg)'],
    [phase('{ 1A: 3deg, 5A: 2 }'), '6:73: currents.oven.phase.5A: found 2, allowed is -20deg to 20deg (a number with its unit: deg)'],
    [phase('{ 1A: 3deg, 5A: 21deg }'), '6:73: currents.oven.phase.5A: found 21deg, allowed is -20deg to 20deg'],
    [phase('{ 1A: 3deg, 5: 2deg }'), `6:73: currents.oven.phase.5: found the text "5", ${keys}`],
    [phase('{ 1A: 3deg, 5V: 2deg }'), `6:73: currents.oven.phase.5V: found 5V, ${keys}`],
    [phase('{ 1A: 3deg, 1000mA: 2deg }'), '6:73: currents.oven.phase.1000mA: found 1000mA, allowed is each current once'],
    [phase('{ 1A: 3deg }'), '6:54: currents.oven.phase: found 1 of them, allowed is two currents or more, or one angle for all of them'],
    [phase('{}'), '6:54: currents.oven.phase: found 0 of them, allowed is two currents or more, or one angle for all of them'],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })
})

describe('a clamp that does not fit its input', () => {
  const tooMuch = (most: string, clip: number, rated: number) =>
    `allowed is up to ${most}: the input clips at ${clip}A, the clamp is made for ${rated}A (range: ${clip}A if the circuit never carries more)`
  const tooLittle = (least: string, rated: number) =>
    `allowed is ${least} or more: the ${rated}A of the clamp would use less than 5% of the input's range`
  test.each<Row>([
    [oven('transformer: 100A/50mA, burden: 33ohm'), `6:61: currents.oven.burden: found 33ohm, ${tooMuch('23.3ohm', 70.7, 100)}`],
    [oven('transformer: 100A/50mA, burden: 33ohm, gain: 0.9'), `6:61: currents.oven.burden: found 33ohm, ${tooMuch('21ohm', 63.6, 100)}`],
    [oven('transformer: 100A/2V'), `6:37: currents.oven.transformer: found 100A/2V, ${tooMuch('an output of 1.16V', 58.3, 100)}`],
    [
      [spi, 'reference: 2.5V', ...oven('transformer: 100A/1V').slice(1)],
      `7:37: currents.oven.transformer: found 100A/1V, ${tooMuch('an output of 0.883V', 88.3, 100)}`,
    ],
    [
      oven('transformer: 100A/50mA, burden: 33ohm, range: 80A'),
      '6:76: currents.oven.range: found 80A, allowed is up to 70.7A, where the input clips (29.1ohm as burden would fit)',
    ],
    [
      oven('ratio: 2000, burden: 33ohm, range: 80A'),
      '6:65: currents.oven.range: found 80A, allowed is up to 70.7A, where the input clips (29.1ohm as burden would fit)',
    ],
    [oven('transformer: 100A/2V, range: 60A'), '6:59: currents.oven.range: found 60A, allowed is up to 58.3A, where the input clips'],
    [oven('calibration: 60, range: 71A'), '6:54: currents.oven.range: found 71A, allowed is up to 70A, where the input clips'],
    [oven('transformer: 100A/50mA, burden: 220mohm'), `6:61: currents.oven.burden: found 220mohm, ${tooLittle('1.17ohm', 100)}`],
    [oven('transformer: 30A/10mV'), `6:37: currents.oven.transformer: found 30A/10mV, ${tooLittle('an output of 0.0584V', 30)}`],
    [oven('transformer: 30A/10mV, range: 5A'), `6:37: currents.oven.transformer: found 30A/10mV, ${tooLittle('an output of 0.0584V', 30)}`],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })

  test.each([
    'transformer: 100A/50mA, burden: 22ohm',
    'transformer: 100A/50mA, burden: 23.3ohm',
    'transformer: 100A/50mA, burden: 33ohm, range: 70.7A',
    'transformer: 100A/2V, range: 58.3A',
    'transformer: 100A/50mA, burden: 1.17ohm',
    'transformer: 100A/50mA, burden: 22ohm, range: 5A',
    'calibration: 0.01',
    'ratio: 2000, burden: 33ohm',
  ])('does fit by %s, as the sentences say', (keys) => {
    expect(said(oven(keys))).toEqual([])
  })
})

describe('mistakes between a current and its voltage', () => {
  const three = 'voltages: { l1: { channel: 0, calibration: 250 }, l2: { from: l1, lag: 120deg }, far: { source: garage.voltage } }'
  const withThree = (keys: string) => [spi, three, `currents: { oven: { channel: 1, calibration: 60${keys} } }`]
  test.each<Row>([
    [withThree(''), '6:17: currents.oven.voltage: found nothing, allowed is l1, l2 or far'],
    [withThree(', voltage: l3'), '6:54: currents.oven.voltage: found l3, allowed is l1, l2 or far'],
    [withThree(', voltage: constructor'), '6:54: currents.oven.voltage: found constructor, allowed is l1, l2 or far'],
    [withThree(', voltage: 1'), `6:54: currents.oven.voltage: found 1, allowed is ${idAllowed}`],
    [
      [spi, one],
      '5:17: currents.oven.voltage: found nothing, allowed is a voltage of this board, of which there is none: one with a channel or a source',
    ],
    [
      withThree(', voltage: l2, power_factor: 0.9'),
      '6:67: currents.oven.power_factor: found 0.9, allowed is an assumed power factor where the voltage comes from a source only: here it is measured',
    ],
    [
      withThree(', voltage: far, invert: true'),
      '6:68: currents.oven.invert: found true, allowed is nothing where the voltage comes from a source: the power has no direction then',
    ],
    [withThree(', voltage: far, power_factor: 0'), '6:68: currents.oven.power_factor: found 0, allowed is 0.05 to 1'],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })
})

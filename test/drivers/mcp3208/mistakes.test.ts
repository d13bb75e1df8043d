import { describe, expect, test } from 'vitest'
import { boardText, idAllowed, l1, load, said, spi, type Row } from './support/board.ts'

const one = 'currents: { oven: { channel: 1, calibration: 60 } }'
const mains = (keys: string) => [spi, `voltages: { l1: { ${keys} } }`]

describe('mistakes in a board', () => {
  const spiAllowed = 'allowed is an SPI device such as /dev/spidev0.0'
  const frequency = '(a number with its unit: mHz, Hz, kHz or MHz)'
  test.each<Row>([
    [[l1], `2:3: spi: found nothing, ${spiAllowed}`],
    [['spi: /dev/spi0', l1], `4:5: spi: found /dev/spi0, ${spiAllowed}`],
    [['spi: 0', l1], `4:5: spi: found 0, ${spiAllowed}`],
    [[spi, 'clock: 50kHz', l1], '5:5: clock: found 50kHz, allowed is 100kHz to 2MHz'],
    [[spi, 'clock: 2.1MHz', l1], '5:5: clock: found 2.1MHz, allowed is 100kHz to 2MHz'],
    [[spi, 'clock: 1000000', l1], `5:5: clock: found 1000000, allowed is 100kHz to 2MHz ${frequency}`],
    [[spi, 'clock: 2MHz', l1], '5:5: clock: found 2MHz, allowed is up to 1MHz with a reference below 4.5V'],
    [[spi, 'reference: 4.4V', 'clock: 1.1MHz', l1], '6:5: clock: found 1.1MHz, allowed is up to 1MHz with a reference below 4.5V'],
    [[spi, 'reference: 2.4V', l1], '5:5: reference: found 2.4V, allowed is 2.5V to 5.5V'],
    [[spi, 'reference: 3.3', l1], '5:5: reference: found 3.3, allowed is 2.5V to 5.5V (a number with its unit: mV or V)'],
    [[spi, 'sampling: pauses', l1], '5:5: sampling: found pauses, allowed is continuous or a map (waves, pause)'],
    [[spi, 'sampling: { waves: 51, pause: 5s }', l1], '5:17: sampling.waves: found 51, allowed is 1 to 50'],
    [
      [spi, 'sampling: { waves: 10 }', l1],
      '5:5: sampling.pause: found nothing, allowed is 10ms to 1h (a number with its unit: ms, s, min or h)',
    ],
    [[spi, 'sampling: { waves: 10, pause: 5ms }', l1], '5:28: sampling.pause: found 5ms, allowed is 10ms to 1h'],
    [[spi, 'sampling: { waves: 10, pause: 5s, wait: 5s }', l1], '5:39: sampling.wait: found an unknown key, allowed is waves or pause'],
    [[spi], '2:3: currents: found none, allowed is at least one channel below voltages or currents'],
    [
      [spi, 'voltages: { far: { source: garage.voltage } }'],
      '2:3: currents: found none, allowed is at least one channel below voltages or currents',
    ],
    [[spi, 'voltages: []'], '5:5: voltages: found a list, allowed is a map'],
    [
      [spi, l1, 'volts: 5'],
      '6:5: volts: found an unknown key, allowed is driver, name, publish, steps, simulate, spi, clock, reference, sampling, voltages, currents or derived',
    ],
    [[spi, l1, 'steps: { powr: 5W }'], '6:14: steps.powr: found an unknown key, did you mean power?'],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })
})

describe('mistakes between channels', () => {
  test.each<Row>([
    [
      [spi, l1, 'currents: { oven: { channel: 0, calibration: 60 } }'],
      '6:25: currents.oven.channel: found 0, allowed is a channel of its own: voltages.l1 has that one',
    ],
    [
      [
        spi,
        l1,
        'currents:',
        '  oven: { channel: 5, calibration: 60 }',
        '  hob: { calibration: 60, channel: 5 }',
        '  lamp: { calibration: 60, channel: 5 }',
      ],
      [
        '8:31: currents.hob.channel: found 5, allowed is a channel of its own: currents.oven has that one',
        '9:32: currents.lamp.channel: found 5, allowed is a channel of its own: currents.oven has that one',
      ],
    ],
    [
      [spi, l1, 'currents: { l1: { channel: 1, calibration: 60 } }'],
      '6:17: currents.l1: found l1, allowed is another id: voltages.l1 has that one',
    ],
    [
      [spi, l1, one, 'derived: { oven: oven, l1: { formula: oven } }'],
      [
        '7:16: derived.oven: found oven, allowed is another id: currents.oven has that one',
        '7:28: derived.l1: found l1, allowed is another id: voltages.l1 has that one',
      ],
    ],
    [[spi, l1, 'currents: { Oven: { channel: 1, calibration: 60 } }'], `6:17: currents.Oven: found Oven, allowed is ${idAllowed}`],
    [[spi, 'voltages: { _a: { channel: 0, calibration: 250 } }'], `5:17: voltages._a: found _a, allowed is ${idAllowed}`],
    [[spi, 'voltages: { "L 1": { channel: 0, calibration: 250 } }'], `5:17: voltages.L…: found the text "L 1", allowed is ${idAllowed}`],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })
})

describe('mistakes in a voltage', () => {
  const angles = 'allowed is -20deg to 20deg'
  test.each<Row>([
    [mains('channel: 8, calibration: 250'), '5:23: voltages.l1.channel: found 8, allowed is 0 to 7'],
    [mains('channel: 1.5, calibration: 250'), '5:23: voltages.l1.channel: found 1.5, allowed is a whole number, 0 to 7'],
    [mains('channel: CH0, calibration: 250'), '5:23: voltages.l1.channel: found CH0, allowed is 0 to 7'],
    [mains('channel: 0'), '5:17: voltages.l1.calibration: found nothing, allowed is 1 to 10000'],
    [mains('channel: 0, calibration: 0.5'), '5:35: voltages.l1.calibration: found 0.5, allowed is 1 to 10000'],
    [mains('channel: 0, calibration: 250V'), '5:35: voltages.l1.calibration: found 250V, allowed is 1 to 10000'],
    [
      mains('channel: 0, calibration: 100'),
      '5:35: voltages.l1.calibration: found 100, allowed is 120 or more: the input clips at 116V rms, below any mains',
    ],
    [
      [spi, 'reference: 5V', 'voltages: { l1: { channel: 0, calibration: 79 } }'],
      '6:35: voltages.l1.calibration: found 79, allowed is 79.2 or more: the input clips at 139V rms, below any mains',
    ],
    [mains('channel: 0, calibration: 250, phase: 21deg'), `5:53: voltages.l1.phase: found 21deg, ${angles}`],
    [mains('channel: 0, calibration: 250, phase: 2'), `5:53: voltages.l1.phase: found 2, ${angles} (a number with its unit: deg)`],
    [
      mains('channel: 0, calibration: 250, name: ""'),
      '5:53: voltages.l1.name: found the text "", allowed is a text of 1 to 60 characters in one line',
    ],
    [mains('channel: 0, calibration: 250, lag: 120deg'), '5:53: voltages.l1.lag: found 120deg, allowed is lag together with from only'],
    [mains('channel: 0, calibration: 250, chanel: 0'), '5:53: voltages.l1.chanel: found an unknown key, did you mean channel?'],
    [mains(''), '5:17: voltages.l1: found neither channel, from nor source, allowed is one of them'],
    [mains('calibration: 250'), '5:17: voltages.l1: found neither channel, from nor source, allowed is one of them'],
    [
      mains('channel: 0, calibration: 250, source: garage.voltage'),
      '5:53: voltages.l1.source: found garage.voltage, allowed is only one of channel, from and source',
    ],
    [
      mains('source: garage.voltage, calibration: 250, phase: 1deg, name: Far'),
      [
        '5:47: voltages.l1.calibration: found 250, allowed is calibration together with channel only',
        '5:65: voltages.l1.phase: found 1deg, allowed is phase together with channel only',
        '5:78: voltages.l1.name: found Far, allowed is name together with channel only',
      ],
    ],
    [
      mains('source: { from: garage.voltage, unit: A }, channel: 0, calibration: 250'),
      '5:55: voltages.l1.source.unit: found A, allowed is mV or V',
    ],
    [mains('channel: 0, calibration: 250 }, l2: { from: l1'), '5:55: voltages.l2.lag: found nothing, allowed is 120deg, 240deg or 180deg'],
    [
      mains('channel: 0, calibration: 250 }, l2: { from: l1, lag: 90deg'),
      '5:71: voltages.l2.lag: found 90deg, allowed is 120deg, 240deg or 180deg',
    ],
    [
      mains('channel: 0, calibration: 250 }, l2: { from: l4, lag: 120deg'),
      '5:61: voltages.l2.from: found l4, allowed is a voltage with a channel: l1',
    ],
    [
      mains('channel: 0, calibration: 250 }, l2: { from: l1, lag: 120deg }, l3: { from: l2, lag: 120deg'),
      '5:92: voltages.l3.from: found l2, allowed is a voltage with a channel: l1',
    ],
    [
      [spi, one, 'voltages: { l2: { from: constructor, lag: 120deg } }'],
      '6:23: voltages.l2.from: found constructor, allowed is a voltage with a channel, of which there is none',
    ],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })
})

test('several mistakes of one board are told at once, and the rest of the house runs', () => {
  const lines = [spi, 'reference: 9V', 'clock: 5Hz', 'currents: { oven: { channel: 9 } }']
  expect(said(lines)).toEqual([
    '5:5: reference: found 9V, allowed is 2.5V to 5.5V',
    '6:5: clock: found 5Hz, allowed is 100kHz to 2MHz',
    '7:25: currents.oven.channel: found 9, allowed is 0 to 7',
  ])
  const house = load(`${boardText(...lines)}  other: { driver: mcp3208, ${spi}, ${l1} }\n`)
  expect(house.settings?.devices.map(({ id }) => id)).toEqual(['other'])
})

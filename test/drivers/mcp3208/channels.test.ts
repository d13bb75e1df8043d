import { describe, expect, it } from 'vitest'
import { channelsOf } from '../../../src/drivers/mcp3208/channels.ts'
import { mcp3208Settings } from '../../../src/drivers/mcp3208/settings.ts'

const board = mcp3208Settings.parse({
  spi: '/dev/spidev0.0',
  voltages: {
    mains: { channel: 0, calibration: 268.97, phase: '1.5deg' },
    second: { from: 'mains', lag: '120deg' },
  },
  currents: {
    oven: { channel: 1, voltage: 'mains', transformer: '100A/50mA', burden: '22ohm', range: '50A', gain: 1.02, phase: '1.8deg' },
    solar: { channel: 2, voltage: 'mains', calibration: 30, phase: { '5A': '2.1deg', '1A': '3.2deg' } },
    pump: { channel: 3, voltage: 'second', ratio: 2000, burden: '33ohm' },
  },
})

const channel = (name: string) => channelsOf(board).find((each) => each.name === name)

describe('what can be calibrated of a board', () => {
  it('is every clamp, and every voltage with a transformer of its own', () => {
    expect(channelsOf(board).map(({ name }) => name)).toEqual(['mains', 'oven', 'solar', 'pump'])
    expect(channel('mains')).toEqual({
      kind: 'voltage',
      name: 'mains',
      path: ['voltages', 'mains'],
      factor: { key: 'calibration', value: 268.97 },
      phase: 1.5,
      rangeA: null,
    })
  })

  it('is the gain of a clamp with a rating or a ratio', () => {
    expect(channel('oven')).toMatchObject({ path: ['currents', 'oven'], factor: { key: 'gain', value: 1.02 }, phase: 1.8 })
    expect(channel('pump')).toMatchObject({ factor: { key: 'gain', value: 1 }, phase: 0 })
  })

  it('is the calibration of a clamp that has one', () => {
    expect(channel('solar')).toMatchObject({
      factor: { key: 'calibration', value: 30 },
      phase: [
        { currentA: 1, leadDegrees: 3.2 },
        { currentA: 5, leadDegrees: 2.1 },
      ],
    })
  })

  it('knows how much each clamp can show', () => {
    // 2000 / 22 amperes a volt, and 1.65 V to either side.
    expect(channel('oven')?.rangeA).toBeCloseTo(((2000 / 22) * 1.02 * 1.65) / Math.SQRT2, 6)
  })
})

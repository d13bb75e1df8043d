import { describe, expect, it } from 'vitest'
import { targetIn } from '../../../src/cli/calibration/target.ts'
import { boardText, kinds, read } from './support/board.ts'

const target = (device: string, channel: string, text = boardText) => targetIn(read(text), kinds, device, channel)

describe('what is to be calibrated', () => {
  it('is found in the settings, with the factors in force', () => {
    const { device, channel } = target('board', 'solar')
    expect(device.id).toBe('board')
    expect(channel).toMatchObject({ name: 'solar', path: ['currents', 'solar'], factor: { key: 'gain', value: 0.98 } })
  })

  it.each([
    ['boad', 'oven', 'there is no device called boad, did you mean board?'],
    ['cellar', 'oven', 'there is no device called cellar: the settings have board, boiler'],
    ['board', 'ovn', 'there is no channel of board called ovn, did you mean oven?'],
    ['board', 'heat_pump', 'there is no channel of board called heat_pump: the settings have oven, solar, car'],
    ['boiler', 'oven', 'boiler is a meter, which has nothing to calibrate'],
  ])('is refused in a sentence where %s %s is not there', (device, channel, sentence) => {
    expect(() => target(device, channel)).toThrow(sentence)
  })

  it('is refused with the mistake that stands in its settings, not with those of others', () => {
    const text = boardText.replace('gain: 1.02', 'gain: 99')
    expect(() => target('board', 'oven', text)).toThrow(/^em\.yaml:6:15: devices\.board\.currents\.oven\.gain: found 99/)
    expect(target('board', 'oven', boardText.replace('driver: meter', 'driver: meter, port: x')).channel.name).toBe('oven')
    expect(() => target('board', 'oven', 'devices: [')).toThrow(/^em\.yaml:1:/)
  })
})

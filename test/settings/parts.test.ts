import { describe, expect, it } from 'vitest'
import { loadSettings } from '../../src/settings/load.ts'
import { demoBoard } from '../support/demoBoard.ts'

const load = (devices: string) =>
  loadSettings({
    text: `devices:\n${devices}`,
    file: 'energy-monitor.yaml',
    env: {},
    drivers: [demoBoard(async () => undefined)],
    circuits: ['house'],
  })

const sentences = (devices: string) => load(devices).mistakes.map(({ sentence }) => sentence)

describe('devices with parts', () => {
  it('may have parts of the same names', () => {
    expect(sentences('  one: { driver: board, channels: [oven] }\n  two: { driver: board, channels: [oven] }')).toEqual([])
  })

  it('may not have a part whose topics are those of another device', () => {
    expect(sentences('  one: { driver: board, channels: [oven] }\n  one_oven: { driver: board, channels: [] }')).toEqual([
      'energy-monitor.yaml:3:3: devices.one_oven: found one_oven, whose topics would be those of the part oven of one, allowed is another id',
    ])
  })

  it('may not have a part whose entities have the unique ids of another device’s', () => {
    expect(sentences('  one_set: { driver: board, channels: [oven] }\n  one: { driver: board, channels: [set_oven] }')[0]).toContain(
      'found the part set_oven of one, whose topics would be those of the part oven of one_set',
    )
  })

  it('take steps for the rows of their parts', () => {
    const { settings } = load('  one: { driver: board, steps: { power: 5W, voltage: 1V } }')
    expect(settings?.devices[0]?.steps).toEqual({ power: 5, voltage: 1 })
  })
})

import { describe, expect, it } from 'vitest'
import { demoOf } from '../../src/compose/demo.ts'

const broker = { url: 'mqtt://file', discoveryPrefix: 'homeassistant' }
const gpio = { backend: 'auto', chip: null } as const
const homeAssistant = { url: 'http://home', token: 't' }
const real = { id: 'boiler', driver: 'pzem', name: 'Boiler', publishMs: 10_000, steps: {}, simulate: null, own: {} }

describe('the demo', () => {
  it('is a house of simulated devices that needs no settings file', () => {
    const { settings, mistakes } = demoOf(null)
    expect(mistakes).toEqual([])
    expect(settings?.mqtt).toBeNull()
    expect(settings?.devices.map(({ id }) => id)).toEqual([
      'house',
      'solar',
      'heat_pump',
      'kettle',
      'fridge',
      'board',
      'utility_meter',
      'gauges',
    ])
    expect(settings?.devices.every(({ simulate }) => simulate !== null)).toBe(true)
  })

  it('goes to the broker of the settings file, as a node of its own, without the real devices', () => {
    const { settings } = demoOf({ settings: { node: 'cellar', mqtt: broker, homeAssistant, gpio, devices: [real] }, mistakes: [] })
    expect(settings).toMatchObject({ node: 'cellar_demo', mqtt: broker, homeAssistant })
    expect(settings?.devices.every(({ simulate }) => simulate !== null)).toBe(true)
  })

  it('does not start where the file cannot be used, and does not mind a mistaken device', () => {
    const mistake = { device: null, path: 'mqtt.url', line: 1, column: 1, sentence: 's' }
    expect(demoOf({ settings: null, mistakes: [mistake, { ...mistake, device: 'boiler' }] })).toEqual({
      settings: null,
      mistakes: [mistake],
    })
  })
})

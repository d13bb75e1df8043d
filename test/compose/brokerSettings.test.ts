import { describe, expect, it } from 'vitest'
import { brokerSettings } from '../../src/compose/brokerSettings.ts'

const written = { url: 'mqtt://file', discoveryPrefix: 'homeassistant' }
const options = { ENERGY_MONITOR_MQTT_URL: 'mqtt://options', ENERGY_MONITOR_MQTT_USERNAME: 'u', ENERGY_MONITOR_MQTT_PASSWORD: 'p' }
const embedded = async () => 'mqtt://embedded'

describe('the broker', () => {
  it('is that of the settings file before all others', async () => {
    expect(await brokerSettings(written, options, embedded)).toEqual(written)
  })

  it('is that of the options where the file names none', async () => {
    const expected = { url: 'mqtt://options', username: 'u', password: 'p', discoveryPrefix: 'homeassistant' }
    expect(await brokerSettings(null, options, embedded)).toEqual(expected)
  })

  it('is the demo’s own where nothing else is named', async () => {
    expect(await brokerSettings(null, {}, embedded)).toEqual({ url: 'mqtt://embedded', discoveryPrefix: 'homeassistant' })
  })

  it('is missing, in a sentence, where there is none at all', async () => {
    await expect(brokerSettings(null, {}, null)).rejects.toThrow('no broker is known')
  })
})

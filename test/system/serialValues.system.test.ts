import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('a meter on a serial line', () => {
  it('is published as it measures', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(7)])
    await slave.set(7, { voltageV: 231.4, currentA: 70.123, powerW: 15_998.7, energyWh: 123_456, frequencyHz: 49.9, powerFactor: 0.99 })
    const seen = await parts.observer(broker.url)
    await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { boiler: { port: slave.path, address: 7 } } }) })
    await waitFor(() => seen.isOnline('boiler') && seen.state('boiler')?.['energy'] === 123.456, 'the meter and its total', 20_000)
    expect(seen.state('boiler')).toEqual({
      voltage: 231.4,
      current: 70.12,
      power: 15_998.7,
      energy: 123.456,
      frequency: 49.9,
      power_factor: 0.99,
      apparent_power: 16_226.5,
      alarm: false,
      alarm_threshold: 23_000,
      rejected_readings: 0,
      problem: false,
    })
  })
})

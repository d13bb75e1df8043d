import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('a broker', () => {
  it.concurrent('that comes later gets everything, and again after it has lost it in a restart', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    await slave.set(1, { voltageV: 231.7, energyWh: 4000 })
    await broker.down()
    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { boiler: { port: slave.path } } }) })
    const refused = `broker: the broker at 127.0.0.1:${broker.port} refuses connections: is it running, and is the port right?`
    await waitFor(() => program.output().includes(refused), 'the sentence')

    await broker.up()
    const seen = await parts.observer(broker.url)
    const complete = (from: number) => {
      const topics = new Set(seen.heard.slice(from).map(({ topic }) => topic))
      const [discovery, house] = ['homeassistant/device/house', 'energy-monitor/house']
      const wanted = [`${discovery}_node/config`, `${discovery}_boiler/config`, `${house}/boiler/totals`, `${house}/boiler`]
      return wanted.every((topic) => topics.has(topic)) && seen.isOnline('boiler')
    }
    await waitFor(() => complete(0), 'everything to be published', 40_000)
    await waitFor(() => seen.state('boiler')?.['energy'] === 4, 'the energy')
    expect(program.output().split(refused)).toHaveLength(2)

    const before = seen.heard.length
    await broker.restart()
    await waitFor(() => complete(before), 'everything to be published again', 40_000)
    expect(seen.last('energy-monitor/house/boiler/totals')).toBe('{"energy":4}')
    expect(seen.values('boiler', 'voltage')).toEqual([231.7])
    expect(program.output().match(/works again/g)).toHaveLength(2)
  })

  it.concurrent('holds the totals from which a program with a lost state folder goes on', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    const seen = await parts.observer(broker.url)
    const published = (kwh: number) => waitFor(() => seen.state('boiler')?.['energy'] === kwh, `${kwh} kWh`, 60_000)
    await slave.set(1, { energyWh: 7_000 })
    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { boiler: { port: slave.path } } }) })
    await published(7)
    await program.stop()
    await rm(program.stateFolder, { recursive: true })

    await slave.set(1, { voltageV: 225, energyWh: 100 })
    await program.start()
    await waitFor(() => seen.state('boiler')?.['voltage'] === 225, 'the meter', 20_000)
    const { requests } = await slave.received()
    await waitFor(async () => (await slave.received()).requests > requests + 3, 'its register to be read several times')
    await slave.set(1, { voltageV: 226, energyWh: 105 })
    await waitFor(() => seen.state('boiler')?.['voltage'] === 226, 'the new reading', 20_000)
    await program.stop()
    await program.start()
    await published(7.005)
    expect(seen.values('boiler', 'energy')).toEqual([7, 7.005])
  })
})

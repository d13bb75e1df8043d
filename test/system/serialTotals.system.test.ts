import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('the energy total of a meter', () => {
  it('never falls and misses nothing over an unplugged adapter, a stop and a kill -9', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    const seen = await parts.observer(broker.url)
    /** The meter has counted on, and the program has read it. */
    const counted = async (energyWh: number) => {
      const voltageV = energyWh / 10
      await slave.set(1, { voltageV, energyWh })
      await waitFor(() => seen.state('boiler')?.['voltage'] === voltageV, `the reading at ${energyWh} Wh`, 40_000)
    }
    const published = (kwh: number) => waitFor(() => seen.state('boiler')?.['energy'] === kwh, `${kwh} kWh to be published`, 40_000)

    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters: { boiler: { port: slave.path } } }) })
    await counted(2000)
    await published(2)
    await counted(2004)
    await slave.disconnect()
    await waitFor(() => !seen.isOnline('boiler'), 'the meter to go offline')
    await slave.reconnect()
    await counted(2008)
    expect(await program.stop()).toMatchObject({ exitCode: 0 })
    await program.start()
    await published(2.008)

    await counted(2012)
    await program.kill()
    await slave.set(1, { energyWh: 2016 })
    await program.start()
    await counted(2020)
    await program.stop()
    await program.start()
    await published(2.02)

    const all = seen.values('boiler', 'energy').map(Number)
    expect(all).toEqual(all.toSorted((one, other) => one - other))
    expect(all.every((kwh) => [2, 2.004, 2.008, 2.012, 2.016, 2.02].includes(kwh))).toBe(true)
  })
})

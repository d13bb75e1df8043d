import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

const [before, wrong, after] = [230.5, 111.1, 231.5]

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('a meter whose mains were off for a moment', () => {
  it('is not believed for the 5 s in which it answers wrongly', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    const seen = await parts.observer(broker.url)
    const requests = async (more: number) => {
      const { requests: first } = await slave.received()
      await waitFor(async () => (await slave.received()).requests >= first + more, `${more} requests`)
    }
    await slave.set(1, { voltageV: before, energyWh: 5000 })
    const meters = { boiler: { port: slave.path, every: '1s' } }
    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters }) })
    await waitFor(() => seen.state('boiler')?.['energy'] === 5, 'the meter', 20_000)

    await slave.power(1, false)
    await requests(2)
    await slave.set(1, { voltageV: wrong, powerW: 9999, energyWh: 7 })
    await slave.power(1, true)
    await requests(4)
    await slave.set(1, { voltageV: after, powerW: 0, energyWh: 5001 })
    await waitFor(() => seen.state('boiler')?.['voltage'] === after, 'the right value', 20_000)

    expect(seen.values('boiler', 'voltage')).toEqual([before, after])
    expect(seen.values('boiler', 'power')).toEqual([0])
    await program.stop()
    await program.start()
    await waitFor(() => seen.values('boiler', 'energy').at(-1) === 5.001, 'the energy')
    expect(seen.values('boiler', 'energy')).toEqual([5, 5.001])
  })
})

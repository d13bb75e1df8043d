import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { measured } from './support/measured.ts'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('an adapter that is unplugged', () => {
  it('is found again under another name behind its by-id path, with no restart of the program', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1, 2)])
    const seen = await parts.observer(broker.url)
    await Promise.all([slave.set(1, { voltageV: 231.1, energyWh: 1000 }), slave.set(2, { voltageV: 232.2 })])
    const meters = { first: { port: slave.path, address: 1 }, second: { port: slave.path, address: 2 } }
    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters }) })
    const both = (online: boolean) => seen.isOnline('first') === online && seen.isOnline('second') === online
    await waitFor(() => both(true), 'both meters', 20_000)
    const before = await slave.reconnect()

    await slave.disconnect()
    const offlineMs = await measured(waitFor(() => both(false), 'both meters to go offline'))
    const somethingElse = await parts.meters(9)
    await slave.set(1, { voltageV: 233.3, energyWh: 1010 })
    expect(await slave.reconnect(), 'another terminal took the old name').not.toBe(before)
    const onlineMs = await measured(waitFor(() => both(true), 'both meters again', 60_000))
    await waitFor(() => seen.state('first')?.['voltage'] === 233.3, 'the new value')

    expect(program.output().match(/runs with/g)).toHaveLength(1)
    expect(program.output()).toMatch(/first: .*(there is no port|broke)/)
    expect(seen.values('first', 'voltage')).toEqual([231.1, 233.3])
    expect((await somethingElse.received()).requests).toBe(0)
    process.stdout.write(`unplugged: offline after ${offlineMs} ms, online ${onlineMs} ms after it was plugged in again\n`)
  })
})

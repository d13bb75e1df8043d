import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('a serial port over TCP', () => {
  it('carries readings, and again after its server was away', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1, 2)])
    const [seen, server] = await Promise.all([parts.observer(broker.url), parts.serialServer(slave.path)])
    await Promise.all([slave.set(1, { voltageV: 221.1 }), slave.set(2, { voltageV: 222.2 })])
    const meters = { one: { port: server.url, address: 1 }, two: { port: server.url, address: 2 } }
    const program = await parts.program({ settings: settingsText({ mqtt: broker.url, meters }) })
    const both = (online: boolean) => seen.isOnline('one') === online && seen.isOnline('two') === online
    await waitFor(() => both(true), 'both meters', 20_000)
    expect(seen.state('one')?.['voltage']).toBe(221.1)
    expect(seen.state('two')?.['voltage']).toBe(222.2)

    await server.down()
    await waitFor(() => both(false), 'both meters to go offline')
    expect(program.output()).toMatch(/one: tcp:\S+ cannot be reached: nothing listens there, is ser2net running\?/)
    await server.up()
    await slave.set(1, { voltageV: 223.3 })
    await waitFor(() => both(true) && seen.state('one')?.['voltage'] === 223.3, 'both meters again', 30_000)
  })
})

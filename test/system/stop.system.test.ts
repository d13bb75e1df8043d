import { describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { freePort } from './support/freePort.ts'
import { type Parts, partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

type Settings = Parameters<typeof settingsText>[0]

const promisedMs = 2_000
/** What a test waits for on a busy machine before it calls a promise broken. */
const watchdogMs = 5 * promisedMs

const start = (parts: Parts, settings: Settings) => parts.program({ settings: settingsText(settings) })

async function expectCleanStop(state: string, program: Awaited<ReturnType<typeof start>>): Promise<void> {
  const { ms, exitCode } = await program.stop()
  process.stdout.write(`stop ${state}: ${Math.round(ms)} ms\n`)
  expect(exitCode, 'asked to stop').toBe(0)
  expect(ms).toBeLessThan(watchdogMs)
}

describe.skipIf(!isAvailable('mosquitto') || !isAvailable('pymodbus'))('SIGTERM ends the program in time', () => {
  it.concurrent('while it waits for the next poll, with the goodbye said and every total on disk', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    const seen = await parts.observer(broker.url)
    await slave.set(1, { energyWh: 3000 })
    const program = await start(parts, { mqtt: broker.url, meters: { boiler: { port: slave.path, every: '1s' } } })
    await waitFor(() => seen.state('boiler')?.['energy'] === 3, 'the total', 20_000)
    await slave.set(1, { energyWh: 3007, voltageV: 222 })
    await waitFor(() => seen.state('boiler')?.['voltage'] === 222, 'the reading')
    await expectCleanStop('between two polls', program)
    const goodbye = () => seen.last('energy-monitor/house/availability') === 'offline' && !seen.isOnline('boiler')
    await waitFor(goodbye, 'the goodbye')
    await program.start()
    await waitFor(() => seen.state('boiler')?.['energy'] === 3.007, 'the total of before')
  })

  it.concurrent('also when it is asked several times', async (test) => {
    const parts = partsOf(test)
    const broker = await parts.mosquitto()
    const seen = await parts.observer(broker.url)
    const program = await start(parts, { mqtt: broker.url, meters: {} })
    await waitFor(() => seen.last('energy-monitor/house/availability') === 'online', 'the program')
    // The goodbye to a broker that does not take it lasts long enough for another request.
    broker.pause()
    const first = program.stop()
    await waitFor(() => program.output().includes('stopping'), 'the stop to begin')
    expect((await program.stop()).exitCode).toBe(0)
    await first
  })

  it.concurrent('in the midst of a request to a silent meter', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    await slave.power(1, false)
    const program = await start(parts, { mqtt: broker.url, meters: { boiler: { port: slave.path } } })
    const { requests } = await slave.received()
    await waitFor(async () => (await slave.received()).requests > requests, 'a request')
    await expectCleanStop('in a request', program)
  })

  it.concurrent('while the broker refuses connections', async (test) => {
    const program = await start(partsOf(test), { mqtt: `mqtt://127.0.0.1:${await freePort()}`, meters: {} })
    await waitFor(() => program.output().includes('refuses connections'), 'the first attempt')
    await expectCleanStop('without a broker', program)
  })

  it.concurrent('while the broker and a port hang in connect', async (test) => {
    const parts = partsOf(test)
    const [broker, port] = await Promise.all([parts.hangingPort(), parts.hangingPort()])
    const program = await start(parts, { mqtt: broker.url.replace('tcp', 'mqtt'), meters: { boiler: { port: port.url } } })
    await waitFor(() => program.output().includes('no connection within 5 s'), 'the first attempt at the port', 20_000)
    await waitFor(() => program.output().includes('broker: the broker at'), 'the first attempt at the broker', 20_000)
    await expectCleanStop('with connections under way', program)
  })

  it.concurrent('while the broker is connected and says nothing any more', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    const seen = await parts.observer(broker.url)
    const program = await start(parts, { mqtt: broker.url, meters: { boiler: { port: slave.path } } })
    await waitFor(() => seen.isOnline('boiler'), 'the meter', 20_000)
    broker.pause()
    await expectCleanStop('with a broker that hangs', program)
  })

  it.concurrent('while a serial port over TCP is in use', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    const [seen, server] = await Promise.all([parts.observer(broker.url), parts.serialServer(slave.path)])
    const program = await start(parts, { mqtt: broker.url, meters: { boiler: { port: server.url } } })
    await waitFor(() => seen.isOnline('boiler'), 'the meter', 20_000)
    await expectCleanStop('with a TCP port', program)
  })

  it.concurrent('at the moment when it starts, and after a SIGHUP in between', async (test) => {
    const parts = partsOf(test)
    const [broker, slave] = await Promise.all([parts.mosquitto(), parts.meters(1)])
    const program = await start(parts, { mqtt: broker.url, meters: { boiler: { port: slave.path } } })
    await program.reload()
    await expectCleanStop('at its start', program)
  })
})

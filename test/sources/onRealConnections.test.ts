import { afterEach, describe, expect, it } from 'vitest'
import type { Source } from '../../src/entities/source.ts'
import { coreAddress } from '../../src/homeassistant/coreAddress.ts'
import { coreClient } from '../../src/homeassistant/coreClient.ts'
import { mqttBroker } from '../../src/homeassistant/mqttBroker.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { testBroker } from '../homeassistant/support/brokers.ts'
import { fakeCore, homeAssistant } from '../homeassistant/support/fakeCore.ts'
import { sourcesWorld } from './support/world.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Resolves when the source has the value. */
const becomes = (source: Source, value: number | null) =>
  new Promise<void>((resolve) => {
    const stop = new AbortController()
    const look = () => {
      if (source.value !== value) return
      stop.abort()
      resolve()
    }
    source.listen(look, stop.signal)
    look()
  })

describe('sources over real connections', () => {
  it('at a broker have what is retained and what is told, and the connection closes with the last of them', async () => {
    const { port, aedes, close } = await testBroker()
    closers.push(close)
    const settings = { url: `mqtt://127.0.0.1:${port}`, discoveryPrefix: 'homeassistant' }
    const emonpi = await mqttBroker(settings, 'emonpi')(null, new AbortController().signal)
    closers.push(() => emonpi.end())
    const realClock = systemClock()
    const { open, stop } = sourcesWorld({ realClock, connectBroker: (signal) => mqttBroker(settings, 'sources')(null, signal) })
    await emonpi.publish('emon/vrms', '230.4', true)
    const [vrms, power] = [open('mqtt:emon/vrms'), open('mqtt:emon/all#power.0', { fromUnit: 'kW', unit: 'W' })]
    await becomes(vrms, 230.4)
    await emonpi.publish('emon/all', '{"power":["1.5"]}', false)
    await becomes(power, 1500)
    await emonpi.publish('emon/vrms', 'off', false)
    await becomes(vrms, null)
    const gone = new Promise((resolve) => aedes.once('clientDisconnect', ({ id }) => resolve(id)))
    stop.abort()
    expect(await gone).toBe('sources')
  })

  it('in Home Assistant have what is told, also after the connection broke', async () => {
    const core = await fakeCore(homeAssistant('token', { 'sensor.inverter': { s: '1.2', a: { unit_of_measurement: 'kW' } } }))
    closers.push(() => core.close())
    const realClock = systemClock()
    const address = coreAddress({ url: `http://127.0.0.1:${core.port}`, token: 'token' }, {})
    const { open, stop } = sourcesWorld({ realClock, connectCore: coreClient(address, realClock), random: () => 1 })
    closers.push(async () => stop.abort())
    const source = open('ha:sensor.inverter', { fromUnit: 'W', unit: 'W' })
    await becomes(source, 1200)
    core.send({ type: 'event', id: 1, event: { c: { 'sensor.inverter': { '+': { s: '1.3' } } } } })
    await becomes(source, 1300)
    core.drop()
    await becomes(source, 1200)
    expect(core.asked.filter(({ type }) => type === 'subscribe_entities')).toHaveLength(2)
  })
})

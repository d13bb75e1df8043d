import { describe, expect, it } from 'vitest'
import { mqttBroker } from '../../src/homeassistant/mqttBroker.ts'
import { nodeDescription } from '../../src/homeassistant/node.ts'
import { publisher } from '../../src/homeassistant/publisher.ts'
import { nothingRemembered, type Remembered } from '../../src/homeassistant/remembered.ts'
import { Devices } from '../../src/entities/devices.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { listedLog } from '../support/listedLog.ts'
import { testBroker } from './support/brokers.ts'
import { meter } from './support/rows.ts'

describe('the publisher on a real broker', () => {
  it('publishes, obeys, and says goodbye, with documents that outlive it', async () => {
    const { port, close } = await testBroker()
    const settings = { url: `mqtt://127.0.0.1:${port}`, discoveryPrefix: 'homeassistant' }
    const [devices, clock, stop] = [new Devices(), systemClock(), new AbortController()]
    devices.add(nodeDescription('house'))
    devices.add(meter())
    devices.bringOnline('boiler', { power: 230, energy: 1 })
    const remembered = {
      value: nothingRemembered,
      save: (value: Remembered) => void (remembered.value = value),
      flush: async () => undefined,
    }
    const watcher = await mqttBroker(settings, 'watcher')({ topic: 'unused', payload: '' }, stop.signal)
    const latest = new Map<string, string>()
    const seen = new Promise<void>((resolve) => {
      watcher.listen(({ topic, payload }) => {
        latest.set(topic, Buffer.from(payload).toString())
        if (topic === 'energy-monitor/house/availability') resolve()
      })
    })
    await watcher.subscribe([{ filter: '#', echo: false, past: true }])
    const commanded = new Promise((resolve) => {
      const running = publisher({
        connect: mqttBroker(settings, 'energy-monitor-house-1'),
        node: 'house',
        program: { version: '1.0.0', url: 'https://example.org' },
        discoveryPrefix: 'homeassistant',
        me: { id: '1', startedMs: clock.wallMs(), host: 'pi' },
        devices,
        mistaken: () => [],
        remembered,
        resolveTotals: () => {},
        onCommand: (id, command) => resolve([id, command]),
        clock,
        networkClock: clock,
        log: listedLog().log,
      }).run(stop.signal, () => {})
      ended = running
    })
    await seen
    expect(latest.get('homeassistant/device/house_boiler/config')).toContain('house_boiler_power')
    expect(latest.get('energy-monitor/house/boiler')).toContain('"power":230')
    expect(latest.get('energy-monitor/house/boiler/availability')).toBe('online')
    await watcher.publish('energy-monitor/house/boiler/threshold/set', '70', false)
    expect(await commanded).toEqual(['boiler', { entity: 'threshold', value: 70 }])
    stop.abort()
    await ended
    await watcher.publish('end', '', false)
    expect(latest.get('energy-monitor/house/availability')).toBe('offline')
    expect(latest.get('energy-monitor/house/boiler/availability')).toBe('offline')
    await watcher.end()
    await close()
  })
})

let ended: Promise<void> = Promise.resolve()

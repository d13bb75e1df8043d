import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { completeRows } from '../../src/entities/completeRows.ts'
import { Devices } from '../../src/entities/devices.ts'
import { energy, power } from '../../src/entities/quantities.ts'
import type { Rows } from '../../src/entities/rows.ts'
import { mqttBroker } from '../../src/homeassistant/mqttBroker.ts'
import { nodeDescription } from '../../src/homeassistant/node.ts'
import { publisher } from '../../src/homeassistant/publisher.ts'
import { nothingRemembered, type Remembered } from '../../src/homeassistant/remembered.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { listedLog } from '../support/listedLog.ts'
import { type HomeAssistant, startHomeAssistant } from './support/homeAssistant.ts'
import { type Mosquitto, startMosquitto } from './support/mosquitto.ts'
import { waitFor } from './support/waitFor.ts'

const lamp = { platform: 'sensor', name: 'Lamp' } as const
const needle = { platform: 'number', name: 'Needle', min: 0, max: 60, step: 1 } as const
const mode = { platform: 'select', name: 'Mode', options: ['auto', 'off'] } as const
const plan = { platform: 'sensor', name: 'Plan', attributes: true } as const
const firstRows = { power, energy, lamp, door: { platform: 'binary_sensor', name: 'Door' }, needle, mode, plan } as const satisfies Rows

/** What no setting of today's devices does: the rows of a living device change. */
describe.skipIf(!isAvailable('mosquitto') || !isAvailable('home-assistant'))('the components of a device in Home Assistant', () => {
  const devices = new Devices()
  const stop = new AbortController()
  let broker: Mosquitto
  let home: HomeAssistant
  let running: Promise<unknown>

  const describeProbe = (rows: Rows) =>
    devices.add({ id: 'probe', name: 'Probe', manufacturer: 'm', model: 'n', rows: completeRows(rows), publishMs: 1000, steps: {} })
  const shown = async (entityId: string) => (await home.state(entityId))?.state
  const shows = (entityId: string, state: string) =>
    waitFor(async () => (await shown(entityId)) === state, `${entityId} to be ${state}`, 20_000)
  const registered = async () =>
    (await home.entityRegistry())
      .flatMap(({ entity_id: id, unique_id: unique }) => (unique.startsWith('house_probe_') ? [id] : []))
      .toSorted()

  beforeAll(async () => {
    broker = await startMosquitto()
    home = await startHomeAssistant({ broker })
    const kept = { value: nothingRemembered, save: (value: Remembered) => void (kept.value = value), flush: async () => undefined }
    const clock = systemClock()
    devices.add(nodeDescription('house'))
    devices.bringOnline('node', { version: '1', started: new Date(0).toISOString(), devices_online: 1 })
    describeProbe(firstRows)
    devices.bringOnline('probe', { power: 5, energy: 1, lamp: 'on', door: true })
    running = publisher({
      connect: mqttBroker({ url: broker.url, discoveryPrefix: 'homeassistant' }, 'probe'),
      node: 'house',
      program: { version: '1', url: 'https://example.org' },
      discoveryPrefix: 'homeassistant',
      me: { id: 'probe', startedMs: 0, host: 'here' },
      devices,
      mistaken: () => [],
      remembered: kept,
      resolveTotals: () => undefined,
      onCommand: () => undefined,
      clock,
      networkClock: clock,
      log: listedLog().log,
    }).run(stop.signal, () => undefined)
    await shows('sensor.probe_power', '5')
  })

  afterAll(async () => {
    stop.abort()
    await running
    await home.stop()
    await broker.stop()
  })

  it('are unknown where a value is null, whatever they are', async () => {
    devices.update('probe', { mode: 'auto' })
    await shows('select.probe_mode', 'auto')
    devices.update('probe', { power: null, energy: null, lamp: null, door: null, mode: null })
    for (const id of ['sensor.probe_power', 'sensor.probe_energy', 'sensor.probe_lamp', 'binary_sensor.probe_door', 'select.probe_mode'])
      await shows(id, 'unknown')
    devices.update('probe', { power: 6, energy: 2, lamp: 'off', door: false })
    await shows('sensor.probe_power', '6')
    await shows('binary_sensor.probe_door', 'off')
  })

  it('have attributes where they tell some', async () => {
    devices.setAttributes('probe', 'plan', { windows: [{ start: '2026-06-01T12:00:00Z' }] })
    devices.update('probe', { plan: 'on' })
    await shows('sensor.probe_plan', 'on')
    const attributes = async () => (await home.state('sensor.probe_plan'))?.attributes
    await waitFor(async () => (await attributes())?.['windows'] !== undefined, 'the attributes', 20_000)
    expect(await attributes()).toMatchObject({ windows: [{ start: '2026-06-01T12:00:00Z' }] })
  })

  it('take other limits while they are there, with values that the old ones left out', async () => {
    describeProbe({ ...firstRows, needle: { ...needle, max: 100 }, mode: { ...mode, options: ['auto', 'boost'] } })
    devices.update('probe', { needle: 80, mode: 'boost' })
    await shows('number.probe_needle', '80')
    await shows('select.probe_mode', 'boost')
    expect((await home.state('number.probe_needle'))?.attributes).toMatchObject({ max: 100 })
    expect((await home.state('select.probe_mode'))?.attributes).toMatchObject({ options: ['auto', 'boost'] })
  })

  it('leave the registry when their row is gone, and the others stay as they are', async () => {
    describeProbe({ power, energy, lamp })
    await waitFor(async () => !(await registered()).includes('binary_sensor.probe_door'), 'the door to go', 20_000)
    await shows('sensor.probe_power', '6')
    expect(await registered()).toEqual(
      [
        'binary_sensor.probe_problem',
        'number.probe_set_energy',
        'sensor.probe_energy',
        'sensor.probe_lamp',
        'sensor.probe_power',
      ].toSorted(),
    )
  })

  it('leave no entity behind when a key comes back on another platform', async () => {
    describeProbe({ power, energy, lamp: { platform: 'binary_sensor', name: 'Lamp' } })
    devices.update('probe', { lamp: true })
    await shows('binary_sensor.probe_lamp', 'on')
    expect(await registered()).not.toContain('sensor.probe_lamp')
    expect(await registered()).toContain('binary_sensor.probe_lamp')
  })

  it('have caused no line in its log', async () => {
    expect((await home.systemLog()).flatMap(({ message }) => message)).toEqual([])
  })
})

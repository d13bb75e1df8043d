import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../../tools/parts.mjs'
import { type HomeAssistant, startHomeAssistant } from './homeAssistant.ts'
import { type Mosquitto, startMosquitto } from './mosquitto.ts'
import { waitFor } from './waitFor.ts'

describe.skipIf(!isAvailable('home-assistant') || !isAvailable('mosquitto'))('Home Assistant', () => {
  const login = { username: 'homeassistant', password: 'secret' }
  let broker: Mosquitto
  let home: HomeAssistant
  let client: MqttClient
  const state = async (): Promise<string | undefined> => (await home.state('sensor.probe_power'))?.state

  beforeAll(async () => {
    broker = await startMosquitto({ users: { [login.username]: login.password } })
    client = await connectAsync(broker.url, { ...login })
    const { host, port } = broker
    home = await startHomeAssistant({ broker: { host, port, ...login } })
  })
  afterAll(async () => {
    await client?.endAsync(true)
    await home?.stop()
    await broker?.stop()
  })

  it('shows a device whose discovery document is retained', async () => {
    const device = { ids: ['probe'], name: 'Probe', mf: 'Energy Monitor', mdl: 'Test' }
    const power = { p: 'sensor', unique_id: 'probe_power', dev_cla: 'power', stat_cla: 'measurement' }
    const shown = { unit_of_meas: 'W', default_entity_id: 'sensor.probe_power' }
    const document = {
      dev: device,
      o: { name: 'energy-monitor' },
      stat_t: 'probe/state',
      cmps: {
        power: { ...power, ...shown },
        relay: { p: 'switch', unique_id: 'probe_relay', cmd_t: 'probe/relay', default_entity_id: 'switch.probe_relay' },
        hidden: { ...power, unique_id: 'probe_hidden', unit_of_meas: 'W', en: false, default_entity_id: 'sensor.probe_hidden' },
      },
    }
    await client.publishAsync('homeassistant/device/probe/config', JSON.stringify(document), {
      retain: true,
      qos: 1,
    })
    await client.publishAsync('probe/state', '24.4', { retain: true, qos: 1 })
    await home.waitFor(async () => (await state()) === '24.4', 'the power of the probe')
    const devices = await home.deviceRegistry()
    const probe = devices.find((candidate) => candidate.name === 'Probe')
    expect(probe).toMatchObject({ manufacturer: 'Energy Monitor', model: 'Test' })
    const entities = await home.entityRegistry()
    const ofProbe = entities.filter((entity) => entity.device_id === probe?.id && entity.platform === 'mqtt')
    expect(ofProbe.map((entity) => entity.unique_id).toSorted()).toEqual(['probe_hidden', 'probe_power', 'probe_relay'])
  })

  it('calls services', async () => {
    const commands: string[] = []
    client.on('message', (topic, payload) => void commands.push(`${topic} ${payload.toString()}`))
    await client.subscribeAsync('probe/relay')
    await home.call('switch', 'turn_on', { entity_id: 'switch.probe_relay' })
    await expect.poll(() => commands).toContain('probe/relay ON')
  })

  it('enables an entity that is disabled at first', async () => {
    const disabledBy = async (): Promise<string | null | undefined> =>
      (await home.entityRegistry()).find((entity) => entity.unique_id === 'probe_hidden')?.disabled_by
    expect(await disabledBy()).toBe('integration')
    await home.enableEntity('sensor.probe_hidden')
    expect(await disabledBy()).toBeNull()
  })

  it('imports statistics', async () => {
    const id = 'sensor.probe_energy'
    const metadata = { has_sum: true, mean_type: 0, name: null, source: 'recorder', statistic_id: id }
    const unit = { unit_class: 'energy', unit_of_measurement: 'kWh' }
    const hours = ['2026-01-01T10:00:00Z', '2026-01-01T11:00:00Z']
    await home.importStatistics(
      { ...metadata, ...unit },
      hours.map((start, hour) => ({ start, state: 5 + hour, sum: hour - 1 })),
    )
    const question = { start_time: hours[0], statistic_ids: [id], period: 'hour', types: ['sum'] }
    const statistics = await home.waitFor(async () => {
      const answer = await home.send('recorder/statistics_during_period', question)
      return JSON.stringify(answer) !== '{}' && answer
    }, 'the statistics')
    expect(statistics).toMatchObject({ [id]: [{ sum: -1 }, { sum: 0 }] })
  })

  it('tells of every change', async () => {
    const seen: string[] = []
    await home.subscribe('subscribe_entities', { entity_ids: ['sensor.probe_power'] }, (event) => void seen.push(JSON.stringify(event)))
    await client.publishAsync('probe/state', '25.1', { retain: true, qos: 1 })
    await expect.poll(() => seen.join('\n')).toContain('25.1')
    await client.publishAsync('probe/state', '24.4', { retain: true, qos: 1 })
  })

  it('keeps its configuration over a restart', async () => {
    await home.restart()
    await home.waitFor(async () => (await state()) === '24.4', 'the power of the probe')
    expect(await home.systemLog()).toEqual([])
  })

  it("accepts the probe's power in its Energy dashboard, and says what it misses", async () => {
    await home.energySavePrefs({
      device_consumption: [{ stat_consumption: 'sensor.probe_power' }],
    })
    expect((await home.energyValidate()).map((issue) => issue.type)).toContain('entity_unexpected_device_class')
    await home.energySavePrefs({ device_consumption: [] })
    expect(await home.energyValidate()).toEqual([])
  })

  it('serves the page that people see', async () => {
    const page = await fetch(home.url)
    expect(await page.text()).toContain('<title>Home Assistant</title>')
  })

  it('reports in its log what we publish wrongly', async () => {
    await client.publishAsync('probe/state', 'much')
    const log = await home.waitFor(async () => {
      const entries = await home.systemLog()
      return entries.length > 0 && entries
    }, 'an entry in the log')
    expect(log[0]?.name).toMatch(/^homeassistant\.components\.(mqtt|sensor)/)
  })

  it('forgets a device that the user removes, and empties its discovery topic', async () => {
    const emptied: string[] = []
    client.on('message', (topic, payload) => payload.length === 0 && emptied.push(topic))
    await client.subscribeAsync('homeassistant/device/#')
    const probe = (await home.deviceRegistry()).find(({ name }) => name === 'Probe')
    await home.removeDevice(probe?.id ?? '')
    await waitFor(() => emptied.includes('homeassistant/device/probe/config'), 'the topic to be emptied')
    expect(await state()).toBeUndefined()
  })
})

import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { Devices } from '../../src/entities/devices.ts'
import type { Source } from '../../src/entities/source.ts'
import { coreAddress } from '../../src/homeassistant/coreAddress.ts'
import { coreClient } from '../../src/homeassistant/coreClient.ts'
import { mqttBroker } from '../../src/homeassistant/mqttBroker.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { openSources } from '../../src/sources/sources.ts'
import { listedLog } from '../support/listedLog.ts'
import { type HomeAssistant, startHomeAssistant } from './support/homeAssistant.ts'
import { type Mosquitto, startMosquitto } from './support/mosquitto.ts'
import { waitFor } from './support/waitFor.ts'

describe.skipIf(!isAvailable('home-assistant') || !isAvailable('mosquitto'))('Sources', () => {
  let broker: Mosquitto
  let home: HomeAssistant
  let others: MqttClient
  const stop = new AbortController()
  const [clock, { log, lines }] = [systemClock(), listedLog()]
  let token = ''

  const sources = () => {
    const settings = { url: broker.url, discoveryPrefix: 'homeassistant' }
    const address = () => coreAddress({ url: home.url, token }, {})
    return openSources({
      devices: new Devices(),
      connectBroker: (signal) => mqttBroker(settings, 'sources')(null, signal),
      connectCore: (signal) => coreClient(address(), clock)(signal),
      clock,
      realClock: clock,
      log,
      random: Math.random,
    })
  }
  let opened: ReturnType<typeof sources>
  const open = (from: string, fromUnit: string, unit: string) => opened.open({ from, fromUnit, unit, maxAgeMs: 60_000 }, stop.signal)
  const becomes = (source: Source, value: number | null, deadlineMs?: number) =>
    waitFor(() => source.value === value, `a value of ${value}`, deadlineMs).catch((error: unknown) => {
      throw new Error(`it is ${source.value} at the end: ${source.problem}\n${lines.join('\n')}`, { cause: error })
    })
  const say = (topic: string, payload: string, retain = false) => others.publishAsync(topic, payload, { retain, qos: 1 })

  beforeAll(async () => {
    broker = await startMosquitto({ persistence: true })
    others = await connectAsync(broker.url)
    const inverter = {
      name: 'Inverter power',
      unique_id: 'inverter_power',
      default_entity_id: 'sensor.inverter_power',
      state_topic: 'inverter/power',
      device_class: 'power',
      unit_of_measurement: 'kW',
    }
    await say('homeassistant/sensor/inverter/config', JSON.stringify(inverter), true)
    await say('inverter/power', '1.2', true)
    home = await startHomeAssistant({ broker })
    token = home.token
    opened = sources()
  })
  afterAll(async () => {
    stop.abort()
    await others?.endAsync()
    await home?.stop()
    await broker?.stop()
  })

  it('at the broker are a number, a place in JSON, and what was retained before', async () => {
    await say('emon/frequency', '50020', true)
    const [vrms, power, frequency] = [
      open('mqtt:emon/vrms', 'V', 'V'),
      open('mqtt:emon/all#power.0', 'kW', 'W'),
      open('mqtt:emon/frequency', 'mHz', 'Hz'),
    ]
    await becomes(frequency, 50.02)
    await say('emon/vrms', '230.4')
    await say('emon/all', '{"power":["1.5",2]}')
    await Promise.all([becomes(vrms, 230.4), becomes(power, 1500)])
    await say('emon/vrms', 'off')
    await waitFor(() => vrms.problem === 'mqtt:emon/vrms is unknown: "off" is no number', 'the sentence')
  })

  it('at the broker come back after its restart', async () => {
    const vrms = open('mqtt:emon/after', 'V', 'V')
    await say('emon/after', '229', true)
    await becomes(vrms, 229)
    await broker.down()
    await broker.up()
    await waitFor(async () => {
      await say('emon/after', '228')
      return vrms.value === 228
    }, 'the value after the restart')
  })

  it('in Home Assistant have its value, its changes, and are known while it does not change', async () => {
    const power = open('ha:sensor.inverter_power', 'W', 'W')
    await becomes(power, 1200, 30_000)
    await say('inverter/power', '1.3', true)
    await becomes(power, 1300)
    let oldest = 0
    const renewed = () => {
      const ageMs = power.ageMs ?? 0
      const isYounger = ageMs < oldest
      oldest = Math.max(oldest, ageMs)
      return isYounger
    }
    for (let times = 0; times < 2; times++) await waitFor(renewed, 'Home Assistant to prove that it is there')
    expect(power.value).toBe(1300)
  })

  it('that Home Assistant does not have say so, and are known when it gets them', async () => {
    const none = open('ha:sensor.later', 'V', 'V')
    await waitFor(() => none.problem === 'ha:sensor.later is unknown: Home Assistant has no entity sensor.later', 'the sentence')
    await home.post('/api/states/sensor.later', { state: '231', attributes: { unit_of_measurement: 'V' } })
    await becomes(none, 231)
    await home.post('/api/states/sensor.later', { state: 'unavailable', attributes: { unit_of_measurement: 'V' } })
    await waitFor(() => none.problem === 'ha:sensor.later is unknown: it is unavailable in Home Assistant', 'the sentence')
  })

  it('in Home Assistant have the new value after its restart', async () => {
    const power = open('ha:sensor.inverter_power', 'W', 'W')
    await becomes(power, 1300)
    const restarting = home.restart()
    await say('inverter/power', '1.4', true)
    await restarting
    await becomes(power, 1400, 60_000)
  })

  it('in Home Assistant say that it refuses a token, until there is another', async () => {
    token = 'not one'
    opened.reconnect()
    const power = open('ha:sensor.inverter_power', 'W', 'W')
    const place = home.url.replace('http://', '')
    const sentence = `Home Assistant at ${place} refuses the token: make a new long-lived access token and set token: below homeassistant:`
    await waitFor(() => lines.some((line) => line === `warn sources in Home Assistant: ${sentence}`), 'the sentence in the log')
    expect(open('ha:sensor.other', 'V', 'V').problem).toBe(`ha:sensor.other is unknown: ${sentence}`)
    token = home.token
    opened.reconnect()
    await say('inverter/power', '1.5', true)
    await becomes(power, 1500)
    expect(lines.join('\n')).not.toContain(home.token)
  })
})

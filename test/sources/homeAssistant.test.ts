import { describe, expect, it } from 'vitest'
import { ConfigError, DeviceError } from '../../src/entities/errors.ts'
import { coreAddress } from '../../src/homeassistant/coreAddress.ts'
import { coreClient } from '../../src/homeassistant/coreClient.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedCore } from './support/listedCore.ts'
import { sourcesWorld } from './support/world.ts'

const watts = { fromUnit: 'W', unit: 'W' }

async function house(more: Parameters<typeof sourcesWorld>[0] = {}) {
  const core = listedCore({ 'sensor.inverter': { state: '1.2', unit: 'kW' } })
  const world = sourcesWorld({ connectCore: core.connect, ...more })
  const source = world.open('ha:sensor.inverter', watts)
  const before = source.problem
  await world.realClock.advance(0)
  return { ...world, core, source, before }
}

describe('a source in Home Assistant', () => {
  it('has its value, from the unit that Home Assistant shows', async () => {
    const { source, before, core } = await house()
    expect(before).toBe('ha:sensor.inverter has told nothing yet')
    expect([source.value, source.ageMs, source.problem]).toEqual([1200, 0, null])
    core.set('sensor.inverter', { state: '1300', unit: 'W' })
    expect(source.value).toBe(1300)
  })

  it('is in the unit that the settings say where Home Assistant shows none', async () => {
    const { core, open, realClock } = await house()
    core.set('sensor.plain', { state: '2', unit: null })
    const source = open('ha:sensor.plain', { fromUnit: 'kW', unit: 'W' })
    await realClock.advance(0)
    expect(source.value).toBe(2000)
  })

  it('stays known, however long it does not change, while Home Assistant proves to be there', async () => {
    const { source, core, realClock } = await house()
    for (let minute = 0; minute < 5; minute++) {
      await realClock.advance(59_000)
      core.confirm()
    }
    expect([source.value, source.ageMs]).toEqual([1200, 0])
    await realClock.advance(61_000)
    expect([source.value, source.problem]).toEqual([null, 'ha:sensor.inverter has told nothing for more than 60 s'])
  })

  it.each([
    [{ state: 'unavailable', unit: 'kW' }, 'it is unavailable in Home Assistant', 0],
    [{ state: 'unknown', unit: 'kW' }, 'it is unknown in Home Assistant', 0],
    [{ state: 'on', unit: null }, '"on" is no number', 1],
    [{ state: 'inf', unit: 'W' }, '"inf" is no number', 1],
    [null, 'Home Assistant has no entity sensor.inverter', 1],
  ])('is unknown where Home Assistant shows %j, and no proof of life changes that', async (state, reason, logged) => {
    const { source, core, lines, realClock } = await house()
    for (let times = 0; times < 3; times++) core.set('sensor.inverter', state)
    await realClock.advance(1_000)
    core.confirm()
    expect([source.value, source.ageMs, source.problem]).toEqual([null, 1_000, `ha:sensor.inverter is unknown: ${reason}`])
    expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(logged)
    core.set('sensor.inverter', { state: '1', unit: 'W' })
    expect(source.value).toBe(1)
  })

  it('is unknown where its unit is of another dimension', async () => {
    const { source, core } = await house()
    core.set('sensor.inverter', { state: '20', unit: '°C' })
    expect([source.value, source.problem]).toEqual([null, 'ha:sensor.inverter is unknown: it is told in °C, which is no W'])
  })

  it('that does not exist says so, and disturbs no other', async () => {
    const { open, realClock, source } = await house()
    const none = open('ha:sensor.none')
    await realClock.advance(0)
    expect(none.problem).toBe('ha:sensor.none is unknown: Home Assistant has no entity sensor.none')
    expect(source.value).toBe(1200)
  })

  it('keeps its value over a lost connection until it is too old, and comes back', async () => {
    const { source, core, realClock } = await house({ random: () => 0 })
    core.set('sensor.inverter', { state: '5', unit: 'W' })
    core.drop()
    await realClock.advance(500)
    core.confirm()
    expect(source.value).toBe(5)
    expect(core.counts).toEqual({ connected: 1, open: 0 })
    await realClock.advance(500)
    expect(core.counts).toEqual({ connected: 2, open: 1 })
    expect([source.value, source.ageMs]).toEqual([5, 0])
  })

  it('says why there is no connection', async () => {
    const connectCore = async () => {
      throw new DeviceError('Home Assistant is not up (HTTP 502)')
    }
    const { source } = await house({ connectCore })
    expect(source.problem).toBe('ha:sensor.inverter is unknown: Home Assistant is not up (HTTP 502)')
  })

  it('says what to set where nothing says where Home Assistant is, once, until the settings change', async () => {
    let address = () => coreAddress(null, {})
    const { source, realClock, lines, sources } = await house({
      connectCore: (signal) => coreClient(address(), fakeClock())(signal),
    })
    await realClock.advance(600_000)
    const sentence = 'it is not known where Home Assistant is: set `homeassistant: { url: "http://…", token: … }` in the settings'
    expect(source.problem).toBe(`ha:sensor.inverter is unknown: ${sentence}`)
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([`warn sources in Home Assistant: ${sentence}`])
    address = () => {
      throw new ConfigError('another mistake')
    }
    sources.reconnect()
    await realClock.advance(0)
    expect(source.problem).toBe('ha:sensor.inverter is unknown: another mistake')
  })

  it('shares one connection and one subscription with all others, and the connection closes with the last of them', async () => {
    const { open, core, realClock, stop } = await house()
    const [second, third] = [new AbortController(), new AbortController()]
    open('ha:sensor.inverter', watts, second.signal)
    open('ha:sensor.other', watts, third.signal)
    await realClock.advance(0)
    expect(core.followed).toEqual(['sensor.inverter', 'sensor.other'])
    stop.abort()
    third.abort()
    await realClock.advance(0)
    expect(core.followed).toEqual(['sensor.inverter'])
    expect(core.counts).toEqual({ connected: 1, open: 1 })
    second.abort()
    await realClock.advance(0)
    expect(core.counts).toEqual({ connected: 1, open: 0 })
  })
})

import { describe, expect, it } from 'vitest'
import { DeviceError } from '../../src/entities/errors.ts'
import { fakeBroker } from '../support/fakeBroker.ts'
import { sourcesWorld } from './support/world.ts'

function house() {
  const world = sourcesWorld()
  const emonpi = world.broker.party('emonpi')
  const settled = () => world.realClock.advance(0)
  return { ...world, settled, say: (topic: string, text: string, retain = false) => emonpi.publish(topic, text, retain).then(settled) }
}

describe('a source at the broker', () => {
  it('has the number that its topic tells, in the unit that it is said to be in', async () => {
    const { open, say, settled } = house()
    const source = open('mqtt:emon/vrms', { fromUnit: 'mV' })
    expect([source.value, source.ageMs, source.problem]).toEqual([null, null, 'mqtt:emon/vrms has told nothing yet'])
    await settled()
    await say('emon/vrms', '230400')
    await say('emon/other', '1')
    expect([source.value, source.ageMs, source.problem]).toEqual([230.4, 0, null])
  })

  it('has a number out of another node’s state', async () => {
    const { open, say, settled } = house()
    const source = open('mqtt:energy-monitor/garage/board_mains#voltage')
    await settled()
    await say('energy-monitor/garage/board_mains', '{"voltage":229.5,"power":null}')
    expect(source.value).toBe(229.5)
    await say('energy-monitor/garage/board_mains', '{"voltage":null,"power":null}')
    expect([source.value, source.problem]).toEqual([
      null,
      'mqtt:energy-monitor/garage/board_mains#voltage is unknown: its voltage is not known there',
    ])
  })

  it('takes what is retained, its age from receipt, also where it is opened later', async () => {
    const { open, say, settled, realClock } = house()
    await say('emon/vrms', '230', true)
    const first = open('mqtt:emon/vrms')
    await settled()
    await realClock.advance(40_000)
    const second = open('mqtt:emon/vrms#a')
    await settled()
    expect([first.value, first.ageMs]).toEqual([230, 0])
    expect(second.problem).toBe('mqtt:emon/vrms#a is unknown: its messages have no a')
  })

  it('ages by real time', async () => {
    const { open, say, settled, clock, realClock } = house()
    const source = open('mqtt:emon/vrms')
    await settled()
    await say('emon/vrms', '230')
    await clock.advance(600_000)
    expect(source.value).toBe(230)
    await realClock.advance(61_000)
    expect([source.value, source.problem]).toEqual([null, 'mqtt:emon/vrms has told nothing for more than 60 s'])
  })

  it('is unknown where the message cannot be read, which is logged once', async () => {
    const { open, say, settled, lines } = house()
    const source = open('mqtt:emon/vrms')
    await settled()
    for (const text of ['ON', 'OFF', '230', 'NaN']) await say('emon/vrms', text)
    expect([source.value, source.problem]).toEqual([null, 'mqtt:emon/vrms is unknown: "NaN" is no number'])
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn sources at the broker: mqtt:emon/vrms is unknown: "ON" is no number',
    ])
    await say('emon/vrms', '231')
    expect(source.value).toBe(231)
  })

  it('tells its listeners of each message', async () => {
    const { open, say, settled, stop } = house()
    const source = open('mqtt:emon/vrms')
    const heard: (number | null)[] = []
    source.listen(() => heard.push(source.value), stop.signal)
    await settled()
    for (const text of ['230', '230', 'ON', '231']) await say('emon/vrms', text)
    expect(heard).toEqual([230, 230, null, 231])
  })

  it('shares one connection with all others, which closes with the last of them', async () => {
    const { open, broker, settled, realClock } = house()
    const stops = [new AbortController(), new AbortController(), new AbortController()] as const
    open('mqtt:a', {}, stops[0].signal)
    open('mqtt:a', {}, stops[1].signal)
    open('mqtt:b#c', {}, stops[2].signal)
    await settled()
    expect(broker.connected).toEqual(['emonpi', 'sources'])
    stops[0].abort()
    stops[2].abort()
    await settled()
    expect(broker.connected).toEqual(['emonpi', 'sources'])
    stops[1].abort()
    await settled()
    expect(broker.connected).toEqual(['emonpi'])
    await realClock.advance(120_000)
    expect(broker.connected).toEqual(['emonpi'])
    open('mqtt:a')
    await settled()
    expect(broker.connected).toEqual(['emonpi', 'sources'])
  })

  it('that is opened with a signal that is over connects to nothing', async () => {
    const { open, broker, settled } = house()
    open('mqtt:a', {}, AbortSignal.abort())
    await settled()
    expect(broker.connected).toEqual(['emonpi'])
  })

  it('keeps its value over a lost connection until it is too old, then says why, and comes back', async () => {
    const broker = fakeBroker()
    let down = false
    const connectBroker = async (signal: AbortSignal) => {
      if (down) throw new DeviceError('the broker refuses connections')
      return broker.client('sources')(null, signal)
    }
    const { open, realClock, lines } = sourcesWorld({ connectBroker })
    const party = broker.party('emonpi')
    const source = open('mqtt:emon/vrms')
    await realClock.advance(0)
    await party.publish('emon/vrms', '230', false)
    down = true
    broker.drop('sources')
    await realClock.advance(60_000)
    expect(source.value).toBe(230)
    await realClock.advance(5_000)
    expect([source.value, source.problem]).toEqual([null, 'mqtt:emon/vrms is unknown: the broker refuses connections'])
    expect(open('mqtt:new').problem).toBe('mqtt:new is unknown: the broker refuses connections')
    down = false
    await realClock.advance(31_000)
    expect(source.problem).toBe('mqtt:emon/vrms has told nothing for more than 60 s')
    await party.publish('emon/vrms', '231', false)
    await realClock.advance(0)
    expect(source.value).toBe(231)
    expect(lines.map((line) => line.replace('sources at the broker: ', ''))).toEqual([
      'info connected',
      'warn the connection broke',
      expect.stringContaining('debug'),
      'warn the broker refuses connections',
      expect.stringContaining('debug'),
      'info works again',
    ])
  })

  it('whose topic is not allowed says so, and disturbs no other', async () => {
    const broker = fakeBroker()
    const connectBroker = async (signal: AbortSignal) => {
      const connection = await broker.client('sources')(null, signal)
      const subscribe: typeof connection.subscribe = async (subscriptions) => {
        if (subscriptions.some(({ filter }) => filter === 'secret')) throw new DeviceError('the broker does not allow it')
        await connection.subscribe(subscriptions)
      }
      return { ...connection, subscribe }
    }
    const { open, realClock, lines } = sourcesWorld({ connectBroker })
    const [secret, vrms] = [open('mqtt:secret'), open('mqtt:emon/vrms')]
    await realClock.advance(0)
    await broker.party('emonpi').publish('emon/vrms', '230', false)
    await realClock.advance(0)
    expect([secret.problem, vrms.value]).toEqual(['mqtt:secret is unknown: the broker does not allow it', 230])
    expect(lines).toContain('warn sources at the broker: mqtt:secret: the broker does not allow it')
  })

  it('goes to another broker when the settings change', async () => {
    const brokers = [fakeBroker(), fakeBroker()] as const
    let at: 0 | 1 = 0
    const { open, sources, realClock } = sourcesWorld({ connectBroker: (signal) => brokers[at].client('sources')(null, signal) })
    sources.reconnect()
    const source = open('mqtt:a')
    await realClock.advance(0)
    at = 1
    sources.reconnect()
    await realClock.advance(0)
    await brokers[1].party('x').publish('a', '7', false)
    await realClock.advance(0)
    expect([brokers[0].connected, source.value]).toEqual([[], 7])
  })
})

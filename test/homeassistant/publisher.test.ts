import { describe, expect, it } from 'vitest'
import { energy } from '../../src/entities/quantities.ts'
import { takeCommand } from '../../src/homeassistant/commandDesk.ts'
import { topicsOf } from '../../src/homeassistant/topics.ts'
import { fakeBroker } from '../support/fakeBroker.ts'
import { listedLog } from '../support/listedLog.ts'
import { begin, house } from './support/house.ts'
import { meter, meterRows } from './support/rows.ts'

const state = 'energy-monitor/house/boiler'
const availability = `${state}/availability`
const config = 'homeassistant/device/house_boiler/config'
const nodeConfig = 'homeassistant/device/house_node/config'
const nodeAvailability = 'energy-monitor/house/availability'

/** A house with one meter that measures. */
function measuring(options?: Parameters<typeof house>[0]) {
  const program = house(options)
  program.devices.add(meter())
  program.devices.bringOnline('boiler', { voltage: 230, current: 1, power: 230, energy: 10 })
  return program
}

const reading = (text: string | undefined): unknown => JSON.parse(text ?? 'null')

describe('a new session', () => {
  it('sends the hub’s document, the devices’, the states, and only then that they are online: the node last', async () => {
    const program = await begin(measuring())
    expect(program.topics()).toEqual([
      'energy-monitor/house/instance',
      nodeConfig,
      config,
      'energy-monitor/house/node',
      'energy-monitor/house/node/problem/attributes',
      `${state}/totals`,
      state,
      `${state}/problem/attributes`,
      availability,
      nodeAvailability,
    ])
    expect(program.healthy).toBe(1)
  })

  it('retains documents, totals and availability, and no measured state', async () => {
    const { broker } = await begin(measuring())
    expect([...broker.retained.keys()].toSorted()).toEqual(
      [nodeConfig, config, `${state}/totals`, availability, nodeAvailability].toSorted(),
    )
  })

  it('puts every key into the state, null where unknown', async () => {
    const program = await begin(measuring())
    expect(reading(program.sent(state)[0])).toEqual({
      voltage: 230,
      current: 1,
      power: 230,
      energy: 10,
      alarm: null,
      status: null,
      threshold: null,
      problem: false,
    })
  })

  it('sends the states once more when Home Assistant has had time to subscribe to what is new', async () => {
    const program = await begin(measuring())
    await program.clock.advance(1_999)
    expect(program.sent(state)).toHaveLength(1)
    await program.clock.advance(1)
    expect(program.sent(state)).toHaveLength(2)
  })

  it('sends nothing again that has not changed, but the state half-way before it expires', async () => {
    const program = await begin(measuring())
    await program.clock.advance(2_000)
    program.seen()
    await program.clock.advance(29_999)
    expect(program.topics()).toEqual([])
    await program.clock.advance(1)
    expect(program.topics().toSorted()).toEqual(['energy-monitor/house/boiler', 'energy-monitor/house/node'])
  })

  it('publishes over a broken connection nothing at all, and everything over the next', async () => {
    const program = await begin(measuring())
    program.broker.drop('us')
    await program.clock.advance(0)
    expect(await program.ended).toMatchObject({ name: 'DeviceError', message: 'the connection broke' })
    expect(program.broker.retained.get(nodeAvailability)).toBe('offline')
    program.seen()
    program.devices.update('boiler', { power: 2_000 })
    await program.clock.advance(60_000)
    expect(program.topics()).toEqual([])
    await begin(program)
    expect(program.sent(config)).toHaveLength(1)
    expect(program.sent(state).map(reading)).toMatchObject([{ power: 2_000 }])
    expect(program.broker.retained.get(nodeAvailability)).toBe('online')
  })
})

describe('a running session', () => {
  it('sends a large change at once, and with it only what else is new enough', async () => {
    const program = await begin(measuring())
    await program.clock.advance(3_000)
    program.seen()
    program.devices.update('boiler', { power: 900, voltage: 229.8 })
    expect(program.sent(state).map(reading)).toMatchObject([{ power: 900, voltage: 230 }])
    await program.clock.advance(10_000)
    expect(reading(program.sent(state).at(-1))).toMatchObject({ power: 900, voltage: 229.8 })
  })

  it('retains a total before the state that shows it', async () => {
    const program = await begin(measuring())
    await program.clock.advance(3_000)
    program.seen()
    program.devices.update('boiler', { energy: 10.5 })
    await program.clock.advance(10_000)
    expect(program.topics().slice(0, 2)).toEqual([`${state}/totals`, state])
    expect(program.broker.retained.get(`${state}/totals`)).toBe('{"energy":10.5}')
  })

  it('sends a device’s new state before it comes online, however soon after the last message', async () => {
    const program = await begin(measuring())
    await program.clock.advance(3_000)
    program.devices.takeOffline('boiler')
    await program.clock.advance(100)
    program.seen()
    program.devices.bringOnline('boiler', { power: 5 })
    expect(program.topics()).toEqual([state, availability])
    expect(program.sent(state).map(reading)).toMatchObject([{ power: 5 }])
    expect(program.sent(availability)).toEqual(['online'])
  })

  it('sends that a device is offline before its values become unknown, and then why', async () => {
    const program = await begin(measuring())
    await program.clock.advance(3_000)
    program.seen()
    program.devices.takeOffline('boiler')
    program.devices.setProblem('boiler', 'it does not answer')
    await program.clock.advance(1_000)
    expect(program.topics()).toEqual([availability, state, `${state}/problem/attributes`, state])
    expect(reading(program.sent(state).at(-1))).toMatchObject({ power: null, energy: 10, problem: true })
    expect(program.sent(`${state}/problem/attributes`)).toEqual(['{"reason":"it does not answer"}'])
  })

  it('introduces a device that is added, and a changed one again, but not one that is as it was', async () => {
    const program = await begin(measuring())
    await program.clock.advance(3_000)
    program.seen()
    program.devices.add(meter('oven'))
    await program.clock.advance(0)
    expect(program.topics().slice(0, 2)).toEqual(['homeassistant/device/house_oven/config', 'energy-monitor/house/oven/availability'])
    expect(program.resolved.at(-1)).toEqual(['oven', null])
    program.devices.add(meter('boiler'))
    await program.clock.advance(0)
    expect(program.sent(config)).toEqual([])
    program.devices.add(meter('boiler', meterRows, { name: 'Tank' }))
    await program.clock.advance(0)
    expect(program.sent(config)).toHaveLength(1)
    await program.clock.advance(2_000)
    expect(program.sent('energy-monitor/house/oven')).toHaveLength(2)
  })

  it('asks what is retained of a total that a device gains, and only then again', async () => {
    const program = await begin(measuring())
    const asked = () => program.resolved.filter(([id]) => id === 'boiler').length
    program.devices.add(meter('boiler', meterRows, { name: 'Tank' }))
    await program.clock.advance(0)
    expect(asked()).toBe(1)
    program.devices.add(meter('boiler', { ...meterRows, energy_export: { ...energy, name: 'Energy export' } }))
    await program.clock.advance(0)
    expect(asked()).toBe(2)
  })

  it('corrects the will of its own past connection, of which the broker learns late', async () => {
    const program = await begin(measuring())
    const { late } = program.broker.hang('us')
    await program.clock.advance(0)
    await begin(program)
    await program.clock.advance(1_000)
    expect(program.healthy).toBe(2)
    late()
    await program.clock.advance(0)
    expect(program.broker.retained.get(nodeAvailability)).toBe('online')
  })

  it('ends with the session, not with the driver, when it is at fault', async () => {
    const program = measuring({ resolveTotals: (_, id) => expect(id).not.toBe('oven') })
    await begin(program)
    expect(() => program.devices.add(meter('oven'))).not.toThrow()
    expect(await program.ended).toBeInstanceOf(Error)
    expect(program.broker.connected).toEqual([])
  })
})

describe('a clean stop', () => {
  it('says that the devices and the node are offline, then says goodbye, so that no will follows', async () => {
    const program = await begin(measuring())
    program.seen()
    program.stop.abort()
    expect(await program.ended).toBeNull()
    expect(program.topics()).toEqual([availability, nodeAvailability])
    expect(program.broker.published.at(-1)).toMatchObject({ from: 'us', payload: 'offline' })
    expect(program.broker.connected).toEqual([])
  })

  it('does not wait longer than half a second for a broker that acknowledges nothing', async () => {
    const never = new Promise<void>(() => {})
    const program = await begin(
      measuring({
        through: (connection) => ({ ...connection, publish: (...message) => connection.publish(...message).then(() => never) }),
      }),
    )
    program.stop.abort()
    await program.clock.advance(499)
    expect(program.broker.connected).toEqual(['us'])
    await program.clock.advance(1)
    expect(await program.ended).toBeNull()
    expect(program.broker.connected).toEqual([])
  })
})

describe('totals', () => {
  it('are handed over as the broker retained them before anything is published, null where it has none', async () => {
    const broker = fakeBroker()
    const before = broker.party('an earlier program')
    await before.publish(`${state}/totals`, '{"energy":123.456}', true)
    await before.publish('energy-monitor/house/oven/totals', '{"energy":"much"}', true)
    const program = measuring({
      broker,
      resolveTotals: (devices, id, totals) => totals && devices.update(id, totals),
    })
    program.devices.add(meter('oven'))
    await begin(program)
    expect(program.resolved).toEqual([
      ['node', null],
      ['boiler', { energy: 123.456 }],
      ['oven', null],
    ])
    expect(program.sent(state).map(reading)).toMatchObject([{ energy: 123.456 }])
    expect(program.lines).toContain('warn the totals of oven retained at the broker cannot be read')
  })

  it('are asked for once, not at every connection', async () => {
    const program = await begin(measuring())
    program.broker.drop('us')
    await program.clock.advance(0)
    await begin(program)
    expect(program.resolved.map(([id]) => id)).toEqual(['node', 'boiler'])
  })

  it('that are unknown leave what is retained as it is', async () => {
    const broker = fakeBroker()
    await broker.party('an earlier program').publish(`${state}/totals`, '{"energy":123.456}', true)
    const program = house({ broker })
    program.devices.add(meter())
    await begin(program)
    expect(broker.retained.get(`${state}/totals`)).toBe('{"energy":123.456}')
  })
})

const set = (program: ReturnType<typeof house>, topic: string, payload: string) => program.broker.party('ha').publish(topic, payload, false)

describe('commands', () => {
  it('reach who carries them out', async () => {
    const program = await begin(measuring())
    await set(program, `${state}/threshold/set`, '2000')
    await set(program, `${state}/reset/set`, 'PRESS')
    await program.clock.advance(0)
    expect(program.commands).toEqual([
      ['boiler', { entity: 'threshold', value: 2_000 }],
      ['boiler', { entity: 'reset' }],
    ])
  })

  it('that are refused say why in one line each', async () => {
    const program = await begin(
      measuring({
        onCommand: () => {
          throw new Error('boiler is offline and takes no commands')
        },
      }),
    )
    await set(program, `${state}/threshold/set`, 'lots')
    await set(program, 'energy-monitor/house/cellar/threshold/set', '1')
    await set(program, `${state}/threshold/set`, '7')
    await program.clock.advance(0)
    expect(program.lines).toEqual([
      'warn command to boiler refused: threshold takes a number from 1 to 25000 W, found "lots"',
      'warn command to cellar refused: there is no such device',
      'warn command to boiler refused: boiler is offline and takes no commands',
    ])
  })

  it('that somebody retained are not carried out at every start', async () => {
    const broker = fakeBroker()
    await broker.party('a user').publish(`${state}/reset/set`, 'PRESS', true)
    const program = await begin(measuring({ broker }))
    expect(program.commands).toEqual([])
  })

  it('that a broker gives as retained all the same are refused', () => {
    const [{ log, lines }, { devices }] = [listedLog(), measuring()]
    const desk = { topics: topicsOf('house', 'homeassistant'), devices, log, onCommand: () => expect.fail('carried out') }
    takeCommand(desk, { topic: `${state}/reset/set`, payload: Buffer.from('PRESS'), retained: true })
    expect(lines).toEqual(['warn command to boiler refused: it is retained at the broker; publish commands without retain'])
  })
})

import { describe, expect, it } from 'vitest'
import type { Rows } from '../../src/entities/rows.ts'
import { nothingRemembered, type Remembered } from '../../src/homeassistant/remembered.ts'
import { begin, house, type House } from './support/house.ts'
import { meter, meterRows } from './support/rows.ts'

const config = 'homeassistant/device/house_boiler/config'
const availability = 'energy-monitor/house/boiler/availability'
const { power, energy, threshold } = meterRows

const remembering = (boiler: Record<string, string>): Remembered => ({ version: 1, devices: { boiler }, withdrawn: {} })

const say = async ({ broker, clock }: House, status: 'online' | 'offline') => {
  await broker.party('ha').publish('homeassistant/status', status, false)
  await clock.advance(0)
}

/** The components of each document sent, with their platforms; those that are mere tombstones in brackets. An empty document is null. */
const documents = (program: House) =>
  program.sent(config).map((text) => {
    if (text === '') return null
    const { cmps }: { cmps: Record<string, { p: string; unique_id?: string }> } = JSON.parse(text)
    return Object.fromEntries(Object.entries(cmps).map(([key, { p, unique_id: id }]) => [key, id ? p : `(${p})`]))
  })

const withRows = (rows: Rows, remembered: Remembered) => {
  const program = house({ remembered })
  program.devices.add({ ...meter(), rows })
  return begin(program)
}

describe('Home Assistant’s birth', () => {
  it('is answered with all documents, then all states', async () => {
    const program = house()
    program.devices.add(meter())
    await begin(program)
    await program.clock.advance(5_000)
    program.seen()
    await say(program, 'online')
    const topics = program.topics()
    expect(topics.slice(0, 3)).toEqual(['homeassistant/device/house_node/config', config, 'energy-monitor/house/node'])
    expect(topics).toContain('energy-monitor/house/boiler')
  })
})

describe('a device that left the settings', () => {
  it('while the program was stopped is shown once more, a second later withdrawn, and noted for the next birth', async () => {
    const program = await begin(house({ remembered: remembering({ energy: 'sensor' }) }))
    expect(documents(program)).toEqual([{ energy: 'sensor' }])
    await program.clock.advance(1_000)
    expect(documents(program)).toEqual([{ energy: 'sensor' }, null])
    expect(program.broker.retained.has(config)).toBe(false)
    expect(program.remembered.value.withdrawn).toEqual({ boiler: { energy: 'sensor' } })
    expect(program.remembered.value.devices).not.toHaveProperty('boiler')
  })

  it('is not shown again at the program’s next start, but at Home Assistant’s next birth, and then forgotten', async () => {
    const program = await begin(house({ remembered: { version: 1, devices: {}, withdrawn: { boiler: { energy: 'sensor' } } } }))
    await program.clock.advance(5_000)
    expect(documents(program)).toEqual([])
    await say(program, 'online')
    await program.clock.advance(1_000)
    expect(documents(program)).toEqual([{ energy: 'sensor' }, null])
    expect(program.remembered.value.withdrawn).toEqual({})
  })

  it('while the program runs goes offline at once, and is withdrawn when it has not come back in a second', async () => {
    const program = house()
    program.devices.add(meter())
    program.devices.bringOnline('boiler', {})
    await begin(program)
    await say(program, 'online')
    program.seen()
    program.devices.remove('boiler')
    expect(program.topics()).toEqual([availability])
    await program.clock.advance(2_000)
    expect(documents(program).at(-1)).toBeNull()
    expect(program.broker.retained.has(availability)).toBe(false)
    expect(program.remembered.value.devices).not.toHaveProperty('boiler')
    expect(program.remembered.value.withdrawn).toEqual({})
  })

  it('and comes back at once, as one that is replaced does, is not withdrawn', async () => {
    const program = house()
    program.devices.add(meter())
    await begin(program)
    program.seen()
    program.devices.remove('boiler')
    program.devices.add(meter())
    await program.clock.advance(5_000)
    expect(documents(program)).toEqual([])
  })

  it('and comes back while it is being withdrawn stays', async () => {
    const program = house()
    program.devices.add(meter())
    await begin(program)
    program.devices.remove('boiler')
    await program.clock.advance(1_500)
    program.devices.add(meter())
    await program.clock.advance(5_000)
    expect(program.broker.retained.get(config)).toContain('house_boiler_power')
  })

  it('is not withdrawn while Home Assistant is away, but when it is back', async () => {
    const program = house()
    program.devices.add(meter())
    await begin(program)
    await say(program, 'offline')
    program.devices.remove('boiler')
    await program.clock.advance(60_000)
    expect(program.broker.retained.has(config)).toBe(true)
    await say(program, 'online')
    await program.clock.advance(1_000)
    expect(program.broker.retained.has(config)).toBe(false)
    expect(program.remembered.value).toEqual({ ...nothingRemembered, devices: { node: expect.anything() } })
  })

  it('keeps its documents and is offline where the settings name it, but wrongly', async () => {
    const program = await begin(house({ remembered: remembering({ energy: 'sensor' }), mistaken: ['boiler'] }))
    await say(program, 'online')
    await program.clock.advance(5_000)
    expect(program.sent(config)).toEqual([])
    expect(program.broker.retained.get(availability)).toBe('offline')
    program.mistaken.pop()
    program.publisher.review()
    await program.clock.advance(1_000)
    expect(documents(program)).toEqual([{ energy: 'sensor' }, null])
  })
})

describe('a component that left its device', () => {
  it('is shown once more, withdrawn a second later, then left out', async () => {
    const program = await withRows({ power }, remembering({ power: 'sensor', energy: 'sensor' }))
    await program.clock.advance(2_000)
    expect(documents(program)).toEqual([
      { power: 'sensor', energy: 'sensor' },
      { power: 'sensor', energy: '(sensor)' },
      { power: 'sensor' },
    ])
    await say(program, 'online')
    await program.clock.advance(2_000)
    expect(program.remembered.value.devices['boiler']).toEqual({ power: 'sensor' })
    expect(program.remembered.value.withdrawn).toEqual({})
  })

  it('and came back as another platform is withdrawn in one document and added in the next', async () => {
    const program = await withRows({ power, energy: threshold }, remembering({ power: 'sensor', energy: 'sensor' }))
    await program.clock.advance(2_000)
    expect(documents(program)).toEqual([
      { power: 'sensor', energy: 'sensor' },
      { power: 'sensor', energy: '(sensor)' },
      { power: 'sensor', energy: 'number' },
    ])
    expect(program.remembered.value.devices['boiler']).toEqual({ power: 'sensor', energy: 'number' })
  })

  it('and comes back as another platform while Home Assistant is away waits until the old one is withdrawn', async () => {
    const program = await withRows({ power, energy }, nothingRemembered)
    await say(program, 'offline')
    program.seen()
    program.devices.add({ ...meter(), rows: { power, energy: threshold } })
    await program.clock.advance(5_000)
    expect(documents(program)).toEqual([{ power: 'sensor' }])
    await say(program, 'online')
    await program.clock.advance(2_000)
    expect(documents(program).at(-1)).toEqual({ power: 'sensor', energy: 'number' })
  })

  it('goes all the same when Home Assistant starts in between', async () => {
    const program = await withRows({ power }, remembering({ power: 'sensor', energy: 'sensor' }))
    await program.clock.advance(1_500)
    program.seen()
    await say(program, 'online')
    await program.clock.advance(2_000)
    expect(documents(program)).toEqual([
      { power: 'sensor', energy: 'sensor' },
      { power: 'sensor', energy: '(sensor)' },
      { power: 'sensor' },
    ])
  })

  it('stays in the document of a known row while nothing changes: no document twice', async () => {
    const program = await withRows({ power, energy }, remembering({ power: 'sensor', energy: 'sensor' }))
    await program.clock.advance(60_000)
    expect(documents(program)).toEqual([{ power: 'sensor', energy: 'sensor' }])
  })
})

async function deleted() {
  const program = house()
  program.devices.add(meter())
  await begin(program)
  await program.clock.advance(3_000)
  program.seen()
  await program.broker.party('ha').publish(config, '', true)
  await program.clock.advance(0)
  return program
}

describe('a device that the user deleted in Home Assistant', () => {
  it('stays away over births and connections, and is told once', async () => {
    const program = await deleted()
    await say(program, 'online')
    program.broker.drop('us')
    await program.clock.advance(0)
    await begin(program)
    await program.clock.advance(5_000)
    expect(documents(program)).toEqual([])
    expect(program.lines).toEqual([
      'info boiler was deleted in Home Assistant: it comes back there when its settings change or this program starts again',
    ])
  })

  it('comes back when its description changes', async () => {
    const program = await deleted()
    program.devices.add(meter('boiler', meterRows, { name: 'Tank' }))
    await program.clock.advance(0)
    expect(documents(program)).toHaveLength(1)
  })

  it('is forgotten: leaving the settings later, it is not shown once more', async () => {
    const program = await deleted()
    program.devices.remove('boiler')
    await program.clock.advance(5_000)
    expect(documents(program)).toEqual([])
  })
})

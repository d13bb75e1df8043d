import { describe, expect, it } from 'vitest'
import { boiler, sourcesWorld } from './support/world.ts'

const minute = { maxAgeMs: 60_000 }

/** A boiler that is online. */
function house() {
  const world = sourcesWorld()
  world.devices.add(boiler())
  world.devices.bringOnline('boiler', { voltage: 231, power: 1000, power_factor: 0.9, mode: 'eco' })
  return world
}

describe('a source that is an entity of this node', () => {
  it('has its value, in the unit that is wanted, and its age by the clock of the program', async () => {
    const { open, clock, realClock } = house()
    const [volts, kilowatts] = [open('boiler.voltage'), open('boiler.power', { fromUnit: 'kW', unit: 'kW' })]
    await clock.advance(5_000)
    await realClock.advance(90_000)
    expect([volts.value, volts.ageMs, volts.problem]).toEqual([231, 5_000, null])
    expect(kilowatts.value).toBe(1)
  })

  it('has its value as it is told where no unit is wanted', () => {
    const source = house().open('boiler.power', { fromUnit: '', unit: '' })
    expect([source.value, source.problem]).toEqual([1000, null])
  })

  it('may be of a part of a device', () => {
    const { devices, open } = sourcesWorld()
    devices.add({ ...boiler(), id: 'board_solar' })
    devices.bringOnline('board_solar', { voltage: 229 })
    expect(open('board.solar.voltage').value).toBe(229)
  })

  it('is made young again by a report that repeats it, not by one of other entities', async () => {
    const { devices, open, clock } = house()
    const source = open('boiler.voltage', minute)
    await clock.advance(50_000)
    devices.update('boiler', { power: 900 })
    expect(source.ageMs).toBe(50_000)
    devices.update('boiler', { voltage: 231 })
    expect(source.ageMs).toBe(0)
  })

  it('is unknown when it has grown too old, and says so', async () => {
    const { open, clock } = house()
    const source = open('boiler.voltage', minute)
    await clock.advance(60_000)
    expect(source.value).toBe(231)
    await clock.advance(1_000)
    expect([source.value, source.problem]).toEqual([null, 'boiler.voltage has told nothing for more than 60 s'])
  })

  it('is unknown at once when the device goes offline, and known again with its first report', () => {
    const { devices, open } = house()
    const source = open('boiler.voltage')
    devices.takeOffline('boiler')
    expect([source.value, source.problem]).toEqual([null, 'boiler.voltage is unknown: boiler is offline'])
    devices.bringOnline('boiler', { voltage: 228 })
    expect([source.value, source.problem]).toEqual([228, null])
  })

  it('is unknown while its device is offline also where it is a total, whose value stays', () => {
    const { devices, open } = house()
    devices.update('boiler', { energy: 12 })
    const source = open('boiler.energy', { fromUnit: 'kWh', unit: 'Wh' })
    expect(source.value).toBe(12_000)
    devices.takeOffline('boiler')
    expect(source.value).toBeNull()
    devices.bringOnline('boiler', { power: 5 })
    expect(source.value).toBe(12_000)
  })

  it('is unknown where the device does not know it', () => {
    const { devices, open } = house()
    const source = open('boiler.voltage')
    devices.update('boiler', { voltage: null })
    expect([source.value, source.problem]).toEqual([null, 'boiler.voltage is unknown: boiler does not know it now'])
  })

  it.each([
    ['kettle.voltage', 'there is no device kettle'],
    ['boiler.curent', 'boiler has no entity curent with a value'],
    ['boiler.set_energy', 'boiler has no entity set_energy with a value'],
    ['boiler.constructor', 'boiler has no entity constructor with a value'],
    ['boiler.mode', 'it is no number'],
    ['boiler.problem', 'it is no number'],
    ['boiler.power', 'it is told in W, which is no V'],
    ['boiler.power_factor', 'it is told without a unit, which is no V'],
  ])('is unknown, with the reason, where it cannot be: %s', (from, reason) => {
    const source = house().open(from)
    expect([source.value, source.problem]).toEqual([null, `${from} is unknown: ${reason}`])
  })

  it('comes and goes with its device', () => {
    const { devices, open } = sourcesWorld()
    const source = open('boiler.voltage')
    devices.add(boiler())
    expect(source.problem).toBe('boiler.voltage is unknown: boiler is offline')
    devices.bringOnline('boiler', { voltage: 230 })
    expect(source.value).toBe(230)
    devices.remove('boiler')
    expect(source.problem).toBe('boiler.voltage is unknown: there is no device boiler')
  })

  it('tells its listeners of each value, changed or not, and that it is unknown, until their signal', () => {
    const { devices, open } = house()
    const [source, until] = [open('boiler.voltage'), new AbortController()]
    const heard: (number | null)[] = []
    source.listen(() => heard.push(source.value), until.signal)
    devices.update('boiler', { voltage: 230 })
    devices.update('boiler', { voltage: 230 })
    devices.update('boiler', { power: 5 })
    devices.takeOffline('boiler')
    devices.setProblem('boiler', 'does not answer')
    until.abort()
    devices.bringOnline('boiler', { voltage: 229 })
    expect(heard).toEqual([230, 230, null])
  })

  it('stays for others when one of them ends', () => {
    const { devices, open } = house()
    const first = new AbortController()
    open('boiler.voltage', {}, first.signal)
    const second = open('boiler.voltage')
    first.abort()
    devices.update('boiler', { voltage: 225 })
    expect(second.value).toBe(225)
  })

  it('opens no connection', async () => {
    const { open, broker, realClock } = house()
    open('boiler.voltage')
    await realClock.advance(1_000)
    expect(broker.connected).toEqual([])
  })

  it('that is none is a mistake of the settings', () => {
    expect(() => house().open('boiler')).toThrow('boiler is no source, allowed is device and entity (boiler.voltage)')
  })
})

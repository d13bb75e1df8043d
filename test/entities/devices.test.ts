import { describe, expect, it } from 'vitest'
import { completeRows } from '../../src/entities/completeRows.ts'
import { Devices, type DeviceDescription } from '../../src/entities/devices.ts'
import { energy, power, voltage } from '../../src/entities/quantities.ts'

const boiler: DeviceDescription = {
  id: 'boiler',
  name: 'Hot water',
  manufacturer: 'm',
  model: 'm',
  publishMs: 10_000,
  steps: {},
  rows: completeRows({ power, energy, reset: { platform: 'button' } }),
}

const known = () => {
  const devices = new Devices()
  devices.add(boiler)
  devices.bringOnline('boiler', { power: 12, energy: 3 })
  return devices
}

describe('the live table of devices', () => {
  it('has every value from the start, unknown', () => {
    const devices = new Devices()
    devices.add(boiler)
    expect(devices.get('boiler')).toMatchObject({ online: false, problem: null, values: { power: null, energy: null, problem: false } })
  })

  it('gives no value to buttons and to the setters of totals', () => {
    expect(Object.keys(known().get('boiler')?.values ?? {})).toEqual(['power', 'energy', 'problem'])
  })

  it('forgets what was measured when the device goes offline, not its totals', () => {
    const devices = known()
    devices.setProblem('boiler', 'does not answer')
    devices.takeOffline('boiler')
    expect(devices.get('boiler')?.values).toEqual({ power: null, energy: 3, problem: true })
  })

  it('keeps what is known of the rows that stay when a device is described anew', () => {
    const devices = known()
    devices.add({ ...boiler, rows: completeRows({ power, voltage }) })
    expect(devices.get('boiler')?.values).toEqual({ power: 12, voltage: null, problem: false })
  })

  it('keeps attributes while the device is offline and when it is described anew, as long as a row has them', () => {
    const devices = new Devices()
    const plan = { platform: 'sensor', name: 'Plan', attributes: true } as const
    devices.add({ ...boiler, rows: completeRows({ plan }) })
    devices.setAttributes('boiler', 'plan', { next: 1 })
    devices.takeOffline('boiler')
    devices.add({ ...boiler, rows: completeRows({ plan, power }) })
    expect(devices.get('boiler')?.attributes).toEqual({ plan: { next: 1 } })
    devices.add({ ...boiler, rows: completeRows({ plan: { platform: 'sensor', name: 'Plan' } }) })
    expect(devices.get('boiler')?.attributes).toEqual({})
  })

  it('tells each change to who listens, until the signal', () => {
    const devices = new Devices()
    const stop = new AbortController()
    const told: string[] = []
    devices.listen((id, change) => told.push(`${id} ${change}`), stop.signal)
    devices.add(boiler)
    devices.update('boiler', { power: 1 })
    devices.bringOnline('boiler', { power: 1 })
    devices.setProblem('boiler', 'x')
    devices.setAttributes('boiler', 'power', {})
    devices.update('nobody', { power: 1 })
    devices.remove('boiler')
    stop.abort()
    devices.add(boiler)
    expect(told).toEqual(['boiler added', 'boiler values', 'boiler availability', 'boiler problem', 'boiler attributes', 'boiler removed'])
  })

  it('tells its listeners which values came, also those that repeat what was known', () => {
    const devices = known()
    const heard: unknown[] = []
    devices.listen((...told) => heard.push(told), new AbortController().signal)
    devices.update('boiler', { power: 12 })
    devices.takeOffline('boiler')
    devices.setProblem('boiler', 'does not answer')
    devices.bringOnline('boiler', { energy: 3 })
    devices.add(boiler)
    devices.remove('boiler')
    expect(heard).toEqual([
      ['boiler', 'values', { power: 12 }],
      ['boiler', 'availability', {}],
      ['boiler', 'problem', {}],
      ['boiler', 'availability', { energy: 3 }],
      ['boiler', 'added', {}],
      ['boiler', 'removed', {}],
    ])
  })
})

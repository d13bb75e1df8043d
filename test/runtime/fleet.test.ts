import { describe, expect, it } from 'vitest'
import { Devices } from '../../src/entities/devices.ts'
import { Fleet } from '../../src/runtime/fleet.ts'
import { aborted, demoDriver, demoSettings } from '../support/demoDriver.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'
import { memoryState } from '../support/memoryState.ts'
import { portsOf } from '../support/ports.ts'

async function fleetOfDemos() {
  const clock = fakeClock()
  const devices = new Devices()
  const state = await memoryState(clock)
  const events: string[] = []
  const driver = demoDriver(async ({ settings, signal, report }) => {
    events.push(`start ${settings.label}`)
    report({ power: 1 })
    await aborted(signal)
    events.push(`stop ${settings.label}`)
  })
  const world = { devices, state, clock, log: listedLog().log, random: () => 0, keys: '' }
  const fleet = new Fleet(
    world,
    () => driver,
    () => portsOf({}),
  )
  return { fleet, devices, events, clock }
}

const mistake = (device: string) => ({ device, path: `devices.${device}`, line: 1, column: 1, sentence: `${device} is wrong` })

describe('the fleet of devices', () => {
  it('restarts only what new settings change', async () => {
    const { fleet, devices, events } = await fleetOfDemos()
    await fleet.apply([demoSettings('a', 'a1'), demoSettings('b', 'b1'), demoSettings('c', 'c1')], [])
    events.length = 0
    await fleet.apply([demoSettings('a', 'a1'), demoSettings('b', 'b2'), demoSettings('d', 'd1')], [])
    expect(events).toEqual(['stop b1', 'stop c1', 'start b2', 'start d1'])
    expect(devices.all.map(({ description }) => description.id)).toEqual(['a', 'b', 'd'])
  })

  it('switches a device off whose settings are mistaken, says so, and keeps it in the table', async () => {
    const { fleet, devices, events } = await fleetOfDemos()
    await fleet.apply([demoSettings('a', 'a1'), demoSettings('b', 'b1')], [])
    await fleet.apply([demoSettings('b', 'b1')], [mistake('a')])
    expect(events).toEqual(['start a1', 'start b1', 'stop a1'])
    expect(fleet.mistaken).toEqual(['a'])
    expect(devices.get('a')).toMatchObject({ online: false, problem: 'a is wrong' })
  })

  it('forgets the problem when the mistake is mended', async () => {
    const { fleet, devices } = await fleetOfDemos()
    await fleet.apply([demoSettings('a')], [])
    await fleet.apply([], [mistake('a')])
    await fleet.apply([demoSettings('a')], [])
    expect(devices.get('a')).toMatchObject({ online: true, problem: null })
    expect(fleet.mistaken).toEqual([])
  })

  it('forgets a mistaken device when it leaves the settings', async () => {
    const { fleet, devices } = await fleetOfDemos()
    await fleet.apply([demoSettings('a')], [])
    await fleet.apply([], [mistake('a')])
    await fleet.apply([], [])
    expect(devices.get('a')).toBeUndefined()
  })

  it('refuses a command for a device that it does not have', async () => {
    const { fleet } = await fleetOfDemos()
    expect(() => fleet.command('x', { entity: 'reset' })).toThrow('there is no device x')
  })

  it('ends all of them', async () => {
    const { fleet, events } = await fleetOfDemos()
    await fleet.apply([demoSettings('a', 'a1'), demoSettings('b', 'b1')], [])
    await fleet.stop()
    expect(events).toEqual(['start a1', 'start b1', 'stop a1', 'stop b1'])
  })
})

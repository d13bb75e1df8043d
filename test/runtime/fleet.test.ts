import { describe, expect, it } from 'vitest'
import { Devices } from '../../src/entities/devices.ts'
import { Fleet } from '../../src/runtime/fleet.ts'
import { aborted, demoDriver, demoSettings } from '../support/demoDriver.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listedLog } from '../support/listedLog.ts'
import { memoryState } from '../support/memoryState.ts'
import { portsOf } from '../support/ports.ts'

async function fleetOfDemos(stopMs: Readonly<Record<string, number>> = {}) {
  const clock = fakeClock()
  const devices = new Devices()
  const state = await memoryState(clock)
  const events: string[] = []
  const driver = demoDriver(async ({ settings, signal, report, clock: time }) => {
    events.push(`start ${settings.label}`)
    report({ power: 1 })
    await aborted(signal)
    const afterMs = stopMs[settings.label] ?? 0
    if (afterMs > 0) await time.sleep(afterMs)
    events.push(`stop ${settings.label}`)
  }, stopMs)
  const world = { devices, state, clock, log: listedLog().log, random: () => 0, keys: '' }
  const fleet = new Fleet(
    world,
    () => driver,
    ({ id }, signal) => {
      signal.addEventListener('abort', () => events.push(`unplug ${id}`), { once: true })
      return portsOf({})
    },
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
    expect(events).toEqual(['stop b1', 'stop c1', 'unplug b', 'unplug c', 'start b2', 'start d1'])
    expect(devices.all.map(({ description }) => description.id)).toEqual(['a', 'b', 'd'])
  })

  it('switches a device off whose settings are mistaken, says so, and keeps it in the table', async () => {
    const { fleet, devices, events } = await fleetOfDemos()
    await fleet.apply([demoSettings('a', 'a1'), demoSettings('b', 'b1')], [])
    await fleet.apply([demoSettings('b', 'b1')], [mistake('a')])
    expect(events).toEqual(['start a1', 'start b1', 'stop a1', 'unplug a'])
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
    expect(events).toEqual(['start a1', 'start b1', 'stop a1', 'stop b1', 'unplug a', 'unplug b'])
  })

  it('starts nothing more while it ends, though new settings wait for a device that leaves things in order', async () => {
    const { fleet, events, clock } = await fleetOfDemos({ slow: 3000 })
    await fleet.apply([demoSettings('a', 'slow')], [])
    const applied = fleet.apply([demoSettings('a', 'quick'), demoSettings('b', 'quick')], [])
    const stopped = fleet.stop()
    await clock.advance(4000)
    await Promise.all([applied, stopped])
    expect(events).toEqual(['start slow', 'stop slow', 'unplug a'])
  })

  it('gives each its own time to leave things in order, and its ports until it has ended', async () => {
    const { fleet, events, clock } = await fleetOfDemos({ slow: 3000, endless: 9000 })
    await fleet.apply([demoSettings('a', 'slow'), demoSettings('b', 'quick')], [])
    expect(fleet.stopMs).toBe(3000)
    await fleet.apply([demoSettings('a', 'slow'), demoSettings('b', 'quick'), demoSettings('c', 'endless')], [])
    expect(fleet.stopMs).toBe(6000)
    events.length = 0
    const waits: number[] = []
    const stopped = fleet.stop((ended, stopMs) => {
      waits.push(stopMs)
      return stopMs > 3000 ? Promise.resolve() : ended
    })
    expect(waits).toEqual([3000, 0, 6000])
    await clock.advance(2000)
    expect(events).toEqual(['stop quick', 'unplug b'])
    await clock.advance(2000)
    expect(events).toEqual(['stop quick', 'unplug b', 'stop slow', 'unplug a'])
    await stopped
  })
})

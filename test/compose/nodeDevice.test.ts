import { describe, expect, it } from 'vitest'
import { NodeDevice } from '../../src/compose/nodeDevice.ts'
import { completeRows } from '../../src/entities/completeRows.ts'
import { Devices } from '../../src/entities/devices.ts'
import { power } from '../../src/entities/quantities.ts'

function shown() {
  const devices = new Devices()
  const stop = new AbortController()
  const node = new NodeDevice('house', devices, '1.2.3', Date.UTC(2026, 5, 1), stop.signal)
  for (const id of ['boiler', 'oven']) {
    devices.add({ id, name: id, manufacturer: 'm', model: 'n', publishMs: 10_000, steps: {}, rows: completeRows({ power }) })
  }
  return { devices, node, state: () => devices.get('node') }
}

const mistake = { device: 'oven', path: 'devices.oven', line: 3, column: 5, sentence: 'file:3:5: devices.oven: is wrong' }

describe('the node as a device', () => {
  it('is online from the start, with its version and when it was started', () => {
    expect(shown().state()).toMatchObject({
      online: true,
      problem: null,
      values: { version: '1.2.3', started: '2026-06-01T00:00:00.000Z', devices_online: 0, last_error: null, problem: false },
    })
  })

  it('counts the devices that are online', () => {
    const { devices, state } = shown()
    devices.bringOnline('boiler', { power: 1 })
    expect(state()?.values['devices_online']).toBe(1)
    devices.takeOffline('boiler')
    expect(state()?.values['devices_online']).toBe(0)
  })

  it('shows what is wrong now, and remembers the last error when all is well again', () => {
    const { devices, state } = shown()
    devices.setProblem('boiler', 'does not answer')
    expect(state()).toMatchObject({ problem: 'boiler: does not answer', values: { problem: true, last_error: 'boiler: does not answer' } })
    devices.bringOnline('boiler', { power: 1 })
    expect(state()).toMatchObject({ problem: null, values: { problem: false, last_error: 'boiler: does not answer' } })
  })

  it('shows mistakes in the settings before failing devices', () => {
    const { devices, node, state } = shown()
    node.mistakes = [mistake]
    devices.setProblem('boiler', 'does not answer')
    expect(state()?.problem).toBe(`${mistake.sentence}\nboiler: does not answer`)
    node.mistakes = []
    expect(state()?.problem).toBe('boiler: does not answer')
  })

  it('tells a mistake once, though it is the problem of its device too', () => {
    const { devices, node, state } = shown()
    devices.setProblem('oven', mistake.sentence)
    node.mistakes = [mistake]
    expect(state()).toMatchObject({ problem: mistake.sentence, values: { last_error: mistake.sentence } })
  })
})

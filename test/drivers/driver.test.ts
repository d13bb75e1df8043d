import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { driver, type AnyDriver } from '../../src/drivers/driver.ts'
import { energy, power } from '../../src/entities/quantities.ts'

/** What the types of the contract refuse; the compiler checks the expectations. */
const meter = driver({
  kind: 'meter',
  settings: z.strictObject({ address: z.number() }),
  needs: ['modbus'],
  make: ({ address }) => ({ manufacturer: 'm', model: String(address) }),
  entities: {
    power,
    energy,
    state: { platform: 'sensor' },
    alarm: { platform: 'binary_sensor' },
    threshold: { platform: 'number', min: 0, max: 10, step: 1 },
    reset: { platform: 'button' },
  },
  async run({ report, commands, total, ports, settings, signal }) {
    ports.modbus.device('/dev/x', settings.address, signal)
    report({ power: 1, state: 'idle', alarm: false, threshold: null })
    total('energy').add(0.001)
    // @ts-expect-error a misspelt key
    report({ powr: 1 })
    // @ts-expect-error a total is not reported
    report({ energy: 1 })
    // @ts-expect-error a button has no value
    report({ reset: true })
    // @ts-expect-error a measurement is a number
    report({ power: 'much' })
    // @ts-expect-error a key that is no total
    total('power')
    for await (const command of commands) {
      // @ts-expect-error a sensor is not writable
      if (command.entity === 'power') return
      if (command.entity === 'threshold') report({ threshold: command.value })
    }
  },
})

const wireless = driver({
  kind: 'wireless',
  settings: z.strictObject({}),
  needs: [],
  make: () => ({ manufacturer: 'm', model: 'n' }),
  entities: { power },
  async run() {},
})

describe('the contract of drivers', () => {
  it('takes drivers with different settings, rows and needs into one list', () => {
    const list: AnyDriver[] = [meter, wireless]
    expect(list.map(({ kind, needs }) => [kind, needs])).toEqual([
      ['meter', ['modbus']],
      ['wireless', []],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { driver } from '../../src/drivers/driver.ts'
import { power } from '../../src/entities/quantities.ts'
import { loadSettings } from '../../src/settings/load.ts'

const pin = driver({
  kind: 'pin',
  settings: z.strictObject({ pins: z.array(z.number()) }),
  needs: [],
  make: () => ({ manufacturer: 'm', model: 'n' }),
  claims: ({ pins }) => pins.map((number) => `GPIO ${number}`),
  entities: { power },
  run: async () => undefined,
})

const load = (...devices: string[]) =>
  loadSettings({
    text: `devices:\n${devices.map((each) => `  ${each}\n`).join('')}`,
    file: 'f',
    env: {},
    drivers: [pin],
    circuits: ['house'],
  })

describe('what only one device can have', () => {
  it('keeps the later of two devices off, in a sentence that names both', () => {
    const { settings, mistakes } = load('a: { driver: pin, pins: [4] }', 'b: { driver: pin, pins: [5, 4] }')
    expect(settings?.devices.map(({ id }) => id)).toEqual(['a'])
    expect(mistakes.map(({ sentence }) => sentence)).toEqual([
      'f:3:3: devices.b: found GPIO 4, which a uses already, allowed is another one',
    ])
  })

  it('cannot be taken twice by one device', () => {
    expect(load('a: { driver: pin, pins: [4, 4] }').mistakes[0]?.sentence).toBe('f:2:3: devices.a: found GPIO 4 twice, allowed is once')
  })

  it('is one thing in the real world and another in the simulated house', () => {
    expect(load('a: { driver: pin, pins: [4] }', 'b: { driver: pin, pins: [4], simulate: true }').mistakes).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { deviceKinds } from '../../src/drivers/index.ts'
import { loadSettings } from '../../src/settings/load.ts'
import { demoSettings } from '../../src/simulation/demoSettings.ts'
import { circuitNames } from '../../src/simulation/house.ts'

describe('the settings of the demo', () => {
  const choices = { drivers: deviceKinds.map(({ driver }) => driver), circuits: circuitNames }
  const { settings, mistakes } = loadSettings({ text: demoSettings, file: 'demo', env: {}, ...choices })

  it('have no mistake', () => {
    expect(mistakes).toEqual([])
  })

  it('measure circuits of the simulated house, each by a meter of its own', () => {
    const circuits = settings?.devices.map(({ simulate }) => simulate) ?? []
    expect(circuits).toEqual(['grid', 'house', 'solar', 'heat_pump', 'kettle', 'fridge'])
    expect(new Set(settings?.devices.map(({ own }) => JSON.stringify(own))).size).toBe(circuits.length)
  })
})

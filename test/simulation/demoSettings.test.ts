import { describe, expect, it } from 'vitest'
import { z } from 'zod'
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

  it('measure circuits of the simulated house, each by a device of its own', () => {
    const meters = settings?.devices.filter(({ driver }) => driver === 'pzem') ?? []
    expect(meters.map(({ id, simulate }) => [id, simulate])).toEqual(
      ['house', 'solar', 'heat_pump', 'kettle', 'fridge'].map((id) => [id, id]),
    )
    expect(new Set(meters.map(({ own }) => JSON.stringify(own))).size).toBe(meters.length)
  })

  it('have a meter with a direction at the grid, and none without', () => {
    const board = settings?.devices.find(({ driver }) => driver === 'mcp3208')
    const { currents } = z.object({ currents: z.array(z.object({ id: z.string() })) }).parse(board?.own)
    expect(currents.map(({ id }) => id)).toEqual(['grid', 'solar', 'heat_pump', 'washing_machine', 'hob', 'lights'])
    expect(board?.simulate).toBe('grid')
  })

  it('have the utility meter at the same grid, with an input for each direction', () => {
    const meter = settings?.devices.find(({ driver }) => driver === 'pulse')
    const { inputs } = z.object({ inputs: z.array(z.object({ way: z.string() })) }).parse(meter?.own)
    expect(inputs.map(({ way }) => way)).toEqual(['import', 'export'])
    expect(meter?.simulate).toBe('grid')
  })
})

import { describe, expect, it, test } from 'vitest'
import { partsOf } from '../../../src/drivers/mcp3208/parts.ts'
import { boardRows, partRows } from '../../../src/drivers/mcp3208/rows.ts'
import { completeRows } from '../../../src/entities/completeRows.ts'
import { isTotal, type Rows } from '../../../src/entities/rows.ts'
import { mistakesOf } from '../../contract/homeAssistantRules.ts'
import { board } from './support/board.ts'

const voltages = {
  l1: { channel: 0, calibration: 250, name: 'Phase 1' },
  mains_2: { channel: 1, calibration: 250 },
  l3: { from: 'l1', lag: '240deg' },
  far: { source: 'garage.voltage' },
}
const currents = {
  heat_pump: { channel: 2, voltage: 'l3', transformer: '100 A / 50 mA', burden: '22ohm' },
  solar: { channel: 3, voltage: 'l1', transformer: '30A/1V', name: 'Roof' },
  shed: { channel: 4, voltage: 'far', ratio: 2000, burden: '33ohm' },
  hob: { channel: 5, voltage: 'l1', calibration: 60 },
}
const derived = { house: 'heat_pump + solar', rest: { formula: 'solar - shed', name: 'All the rest' } }

describe('the parts of a board', () => {
  it('are its measured voltages, its circuits and what is made of them', () => {
    expect(partsOf(board({ voltages, currents, derived }))).toEqual([
      { kind: 'voltage', id: 'l1', name: 'Phase 1', model: 'Voltage transformer' },
      { kind: 'voltage', id: 'mains_2', name: 'Mains 2', model: 'Voltage transformer' },
      { kind: 'current', id: 'heat_pump', name: 'Heat pump', model: 'Current clamp 100A/50mA' },
      { kind: 'current', id: 'solar', name: 'Roof', model: 'Current clamp 30A/1V' },
      { kind: 'estimated', id: 'shed', name: 'Shed', model: 'Current clamp 2000:1' },
      { kind: 'current', id: 'hob', name: 'Hob', model: 'Current clamp' },
      { kind: 'derived', id: 'house', name: 'House', model: 'Sum of channels' },
      { kind: 'derived_estimated', id: 'rest', name: 'All the rest', model: 'Sum of channels' },
    ])
  })
})

const kinds = Object.entries<Rows>({ board: boardRows, ...partRows })

describe.each(kinds)('the rows of a %s', (_, rows) => {
  it('obey the rules of Home Assistant', () => {
    expect(Object.entries(completeRows(rows)).flatMap(([key, row]) => mistakesOf(key, row))).toEqual([])
  })

  it('have names of their own', () => {
    const names = Object.values(completeRows(rows)).map((row) => `${row.platform} ${row.name ?? row.deviceClass}`.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('what is shown of a board at first', () => {
  const shown = (rows: Rows) => Object.keys(rows).filter((key) => rows[key]?.disabled !== true)

  test.each<[string, Rows, string[]]>([
    ['the board', boardRows, ['pairs_per_cycle']],
    ['a voltage', partRows.voltage, ['voltage', 'frequency']],
    ['a current', partRows.current, ['power', 'current', 'power_factor', 'energy_import', 'energy_export']],
    ['an estimate', partRows.estimated, ['power', 'current', 'energy_import']],
    ['a sum', partRows.derived, ['power', 'energy_import', 'energy_export']],
  ])('of %s', (_, rows, keys) => {
    expect(shown(rows)).toEqual(keys)
  })

  it('says of an estimate that it is one', () => {
    for (const key of ['power', 'power_minimum', 'power_maximum', 'apparent_power', 'energy_import'] as const)
      expect(partRows.estimated[key].name.toLowerCase()).toContain('estimated')
  })

  it('counts no energy out where the direction is not known', () => {
    const totals = (rows: Rows) => Object.keys(rows).filter((key) => rows[key] !== undefined && isTotal(rows[key]))
    expect([totals(partRows.current), totals(partRows.estimated)]).toEqual([['energy_import', 'energy_export'], ['energy_import']])
  })
})

import { describe, expect, it } from 'vitest'
import { composition, isOfDevice, partId } from '../../src/entities/parts.ts'
import { power, voltage } from '../../src/entities/quantities.ts'

const board = {
  entities: { voltage },
  parts: {
    rows: { current: { power } },
    of: () => [{ kind: 'current', id: 'oven', name: 'Oven', model: 'Clamp' }],
  },
}

describe('a device with parts', () => {
  it('has its own rows, and parts, each with the rows of its kind and an id below it', () => {
    expect(composition(board, 'board', {})).toMatchObject({
      id: 'board',
      rows: { voltage },
      parts: [{ id: 'board_oven', part: { name: 'Oven' }, rows: { power } }],
    })
  })

  it('has parts with some of the rows of their kind, with limits of their own', () => {
    const some = {
      kind: 'current',
      id: 'oven',
      name: 'Oven',
      model: 'Clamp',
      rows: ['power'],
      limits: { power: { unit: 'kW' }, voltage: {} },
    }
    const { parts } = composition({ entities: {}, parts: { rows: { current: { power, voltage } }, of: () => [some] } }, 'board', {})
    expect(parts[0]?.rows).toEqual({ power: { ...power, unit: 'kW' } })
  })

  it('is alone without parts', () => {
    expect(composition({ entities: { power } }, 'boiler', {}).parts).toEqual([])
  })

  it('has only the rows that its settings ask for, where they do', () => {
    const { rows } = composition({ entities: { power, voltage }, rows: () => ['voltage'] }, 'boiler', {})
    expect(Object.keys(rows)).toEqual(['voltage'])
  })

  it.each([
    ['board', true],
    [partId('board', 'oven'), true],
    ['boards', false],
    ['boar', false],
  ])('owns %s: %s', (id, owned) => {
    expect(isOfDevice(id, 'board')).toBe(owned)
  })
})

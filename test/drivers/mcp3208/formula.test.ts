import { describe, expect, it, test } from 'vitest'
import { derivedW, parsedFormula } from '../../../src/drivers/mcp3208/formula.ts'

describe('a formula', () => {
  test.each([
    ['grid', ['grid'], []],
    ['grid + solar - oven', ['grid', 'solar'], ['oven']],
    ['grid+solar-oven', ['grid', 'solar'], ['oven']],
    ['  grid  -  l_1 ', ['grid'], ['l_1']],
    ['-solar', [], ['solar']],
    ['- solar + grid', ['grid'], ['solar']],
    ['+ grid', ['grid'], []],
  ])('%j adds %j and subtracts %j', (text, add, subtract) => {
    expect(parsedFormula(text)).toEqual({ add, subtract })
  })

  test.each(['', ' ', '+', 'grid +', 'grid solar', 'grid ++ solar', 'grid * 2', '(grid)', 'grid,solar', 'grid\n-- solar'])(
    '%j is none',
    (text) => {
      expect(parsedFormula(text)).toBeNull()
    },
  )
})

describe('derived power', () => {
  const house = { add: ['grid', 'solar'], subtract: ['oven'] }

  it('is the sum and difference of the others, with their signs', () => {
    const powers = { grid: -500, solar: 3000, oven: 2000.5, hob: 7 }
    expect(derivedW(house, new Map(Object.entries(powers)))).toBe(499.5)
  })

  it.each(['grid', 'solar', 'oven'])('is unknown while %s is', (unknown) => {
    const powers = new Map<string, number | null>([...house.add, ...house.subtract].map((id) => [id, 1]))
    expect(derivedW(house, new Map(powers).set(unknown, null))).toBeNull()
    powers.delete(unknown)
    expect(derivedW(house, powers)).toBeNull()
  })

  it('does not ask for what the formula does not name', () => {
    expect(derivedW({ add: ['grid'], subtract: [] }, new Map([['grid', 5] as const, ['hob', null] as const]))).toBe(5)
  })
})

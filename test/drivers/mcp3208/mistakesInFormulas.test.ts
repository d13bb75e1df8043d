import { describe, expect, test } from 'vitest'
import { l1, said, spi, type Row } from './support/board.ts'

const derived = (formula: string) => [
  spi,
  l1,
  'currents: { grid: { channel: 1, calibration: 60 }, solar: { channel: 2, calibration: 60 } }',
  `derived: { house: ${formula} }`,
]

describe('mistakes in a formula', () => {
  const form = 'allowed is currents of this board with + and - between them, such as grid + solar - oven'
  const known = 'allowed is grid or solar with + and - between them'
  test.each<Row>([
    [derived('grid + sola'), `7:16: derived.house: found the text "grid + sola", ${known}, did you mean solar?`],
    [derived('grid - Solar'), `7:16: derived.house: found the text "grid - Solar", ${known}, did you mean solar?`],
    [derived('grid + kitchen'), `7:16: derived.house: found the text "grid + kitchen", ${known}`],
    [derived('grid + l1'), `7:16: derived.house: found the text "grid + l1", ${known}`],
    [derived('grid, rest: house - solar'), `7:29: derived.rest: found the text "house - solar", ${known}: house is derived itself`],
    [derived('grid + grid'), '7:16: derived.house: found the text "grid + grid", allowed is each current once'],
    [derived('grid + solar - grid'), '7:16: derived.house: found the text "grid + solar - grid", allowed is each current once'],
    [derived('grid + 2 * solar'), `7:16: derived.house: found the text "grid + 2 * solar", ${form}`],
    [derived('grid solar'), `7:16: derived.house: found the text "grid solar", ${form}`],
    [derived('grid +'), `7:16: derived.house: found the text "grid +", ${form}`],
    [derived('""'), `7:16: derived.house: found the text "", ${form}`],
    [derived('5'), `7:16: derived.house: found 5, ${form}`],
    [derived('[grid, solar]'), `7:16: derived.house: found a list, ${form}`],
    [derived('{ formula: grid + sola }'), `7:25: derived.house.formula: found the text "grid + sola", ${known}, did you mean solar?`],
    [derived('{ formula: grid / solar }'), `7:25: derived.house.formula: found the text "grid / solar", ${form}`],
    [derived('{ name: Whole house }'), `7:16: derived.house.formula: found nothing, ${form}`],
    [derived('{ formula: grid, nam: House }'), '7:40: derived.house.nam: found an unknown key, did you mean name?'],
    [
      derived('{ formula: grid, name: "" }'),
      '7:40: derived.house.name: found the text "", allowed is a text of 1 to 60 characters in one line',
    ],
    [[spi, l1, 'derived: { house: grid }'], '6:16: derived.house: found grid, allowed is currents of this board, of which there are none'],
  ])('%j', (lines, sentences) => {
    expect(said(lines)).toEqual([sentences].flat())
  })

  test('do not show what came from the environment', () => {
    const sentences = said(derived('!env FORMULA'), { FORMULA: 'hunter2' })
    expect(sentences).toEqual([`7:16: derived.house: found the text in FORMULA, ${known}`])
  })
})

import { describe, expect, it } from 'vitest'
import { withParts } from '../../src/compose/publishing.ts'

describe('what is not withdrawn while a device is mistaken', () => {
  it('is the device and what was published as a part of it', () => {
    expect(withParts(['board'], ['node', 'board', 'board_oven', 'boards', 'boiler'])).toEqual(['board', 'board_oven'])
  })

  it('is the device also where nothing of it was published', () => {
    expect(withParts(['board'], [])).toEqual(['board'])
  })
})

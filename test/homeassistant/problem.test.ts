import { describe, expect, it } from 'vitest'
import { problemAttributes } from '../../src/homeassistant/problem.ts'

describe('the attributes of a problem', () => {
  it('say what is wrong, and null when nothing is', () => {
    expect(problemAttributes('it does not answer')).toBe('{"reason":"it does not answer"}')
    expect(problemAttributes(null)).toBe('{"reason":null}')
  })

  it('stay below what Home Assistant records, however long the list is', () => {
    expect(Buffer.byteLength(problemAttributes('€'.repeat(100_000)))).toBeLessThan(16_384)
  })
})

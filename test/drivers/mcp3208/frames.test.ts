import { assert, integer, property, tuple, uint8Array } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { channelsOfChip, frameBytes, frameFor, valueIn } from '../../../src/drivers/mcp3208/frames.ts'

describe('the frame of a channel, DS21298E, figure 6-1', () => {
  test.each([
    [0, [0x06, 0x00, 0x00]],
    [1, [0x06, 0x40, 0x00]],
    [2, [0x06, 0x80, 0x00]],
    [3, [0x06, 0xc0, 0x00]],
    [4, [0x07, 0x00, 0x00]],
    [5, [0x07, 0x40, 0x00]],
    [6, [0x07, 0x80, 0x00]],
    [7, [0x07, 0xc0, 0x00]],
  ])('CH%d is %j', (channel, bytes) => {
    expect([...frameFor(channel)]).toEqual(bytes)
  })

  it('is as long as what comes back', () => {
    expect(Array.from({ length: channelsOfChip }, (_, channel) => frameFor(channel).length)).toEqual(Array(channelsOfChip).fill(frameBytes))
  })
})

describe('the value of a frame', () => {
  it('is every value that was sent, whatever the line shows before the null bit', () => {
    for (let value = 0; value < 4096; value++) {
      for (const undriven of [0x00, 0xe0]) {
        expect(valueIn(Uint8Array.of(undriven, undriven | (value >> 8), value & 0xff), 0)).toBe(value)
      }
    }
  })

  it('is unknown where the null bit is 1', () => {
    expect(valueIn(Uint8Array.of(0xff, 0xff, 0xff), 0)).toBeNull()
    assert(
      property(uint8Array({ minLength: frameBytes, maxLength: frameBytes }), (bytes) => {
        const isNull = ((bytes[1] ?? 0) & 0x10) !== 0
        expect(valueIn(bytes, 0) === null).toBe(isNull)
      }),
    )
  })

  it('is read at its own place among others', () => {
    assert(
      property(tuple(integer({ min: 0, max: 4095 }), integer({ min: 0, max: 30 })), ([value, place]) => {
        const bytes = new Uint8Array(31 * frameBytes).fill(0xff)
        bytes.set([0xff, 0xe0 | (value >> 8), value & 0xff], place * frameBytes)
        expect(valueIn(bytes, place * frameBytes)).toBe(value)
      }),
    )
  })

  it('is unknown beyond the end', () => {
    expect(valueIn(new Uint8Array(3), 3)).toBeNull()
  })
})

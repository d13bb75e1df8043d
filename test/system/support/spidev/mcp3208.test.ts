import { describe, expect, it } from 'vitest'
import { type ChipDescription, chipSchema, mcp3208 } from './mcp3208.ts'

const clockHz = 1_000_000

function chipOf(description: Partial<ChipDescription> = {}) {
  const chip = mcp3208()
  chip.become(
    chipSchema.parse({ channels: { 0: { biasCounts: 0xa35 }, 5: { biasCounts: 0x5c1 } }, fault: null, stuckChannel: null, ...description }),
  )
  /** What comes back while chip select is low. */
  return (sent: readonly number[], atUs = 0): number[] => {
    const received = new Uint8Array(sent.length)
    chip.select()
    chip.exchange(Uint8Array.from(sent), received, atUs, clockHz)
    return [...received]
  }
}

describe('the emulated MCP3208', () => {
  it('answers a null bit and twelve bits, the highest first (DS21298E, figure 6-1)', () => {
    expect(chipOf()([0x06, 0x00, 0])).toEqual([0, 0x0a, 0x35])
    expect(chipOf()([0x07, 0x40, 0])).toEqual([0, 0x05, 0xc1])
  })

  it('counts from the start bit, wherever it is', () => {
    expect(chipOf()([0x18, 0x00, 0, 0])).toEqual([0, 0x28, 0xd5, 0x62])
  })

  it('goes back from bit 1 upwards, then gives zeros, where chip select stays low (figure 5-2)', () => {
    // A35h is 1010 0011 0101: after bit 0 come the bits 1 to 11, then zeros.
    expect(chipOf()([0x06, 0, 0, 0, 0, 0])).toEqual([0, 0x0a, 0x35, 0b01011000, 0b10100000, 0])
  })

  it('stays silent without a start bit, and is not asked for a differential input', () => {
    expect(chipOf()([0, 0, 0])).toEqual([0, 0, 0])
    expect(chipOf()([0x04, 0, 0])).toEqual([0, 0, 0])
  })

  it('reads an input that nobody described as 0', () => {
    expect(chipOf()([0x07, 0xc0, 0])).toEqual([0, 0, 0])
  })

  it('clips to what it can say', () => {
    const read = chipOf({ channels: { 0: { biasCounts: -3 }, 1: { biasCounts: 4095.6 } } })
    expect([read([0x06, 0, 0]), read([0x06, 0x40, 0])]).toEqual([
      [0, 0, 0],
      [0, 0x0f, 0xff],
    ])
  })

  it('holds its sample eleven clocks after chip select', () => {
    const read = chipOf({ channels: { 0: { biasCounts: 2000, amplitudeCounts: 1000, frequencyHz: 1000 } } })
    // 2000 is where it is steepest: 6 counts a microsecond.
    expect(read([0x06, 0, 0], 989)).toEqual([0, 2000 >> 8, 2000 & 0xff])
  })

  it('shows each kind of damage', () => {
    const frame = [0x06, 0, 0]
    expect(chipOf({ fault: 'dead zeros' })(frame)).toEqual([0, 0, 0])
    expect(chipOf({ fault: 'dead ones' })(frame)).toEqual([0xff, 0xff, 0xff])
    expect(chipOf({ fault: 'null bit set' })(frame)).toEqual([0, 0x1a, 0x35])
    expect(chipOf({ stuckChannel: 5 })(frame)).toEqual([0, 0x05, 0xc1])
  })
})

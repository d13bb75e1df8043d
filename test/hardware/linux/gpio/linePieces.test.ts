import { describe, expect, it } from 'vitest'
import { linePiece } from '../../../../src/hardware/linux/gpio/linePieces.ts'

const pins = [4, 17, 26]

/** Bits and mask of each request. */
const requests = (values: Uint8Array) => {
  const words = new BigUint64Array(Uint8Array.from(values).buffer)
  return Array.from({ length: words.length / 2 }, (_, at) => [words[2 * at], words[2 * at + 1]])
}

describe('a piece for the thread that plays it', () => {
  it('is a request to the kernel for each time, with all that changes then', () => {
    const { atUs, values, durationUs, isJoined } = linePiece(
      {
        durationUs: 900,
        changes: [
          { pin: 17, level: 1, atUs: 0 },
          { pin: 26, level: 1, atUs: 250 },
          { pin: 17, level: 0, atUs: 250 },
          { pin: 4, level: 1, atUs: 251 },
        ],
      },
      true,
      pins,
    )
    expect([...atUs]).toEqual([0, 250, 251])
    expect(requests(values)).toEqual([
      [0b010n, 0b010n],
      [0b100n, 0b110n],
      [0b001n, 0b001n],
    ])
    expect([durationUs, isJoined]).toEqual([900, true])
  })

  it('may be a rest', () => {
    const { atUs, values } = linePiece({ durationUs: 20_000, changes: [] }, false, pins)
    expect([atUs.length, values.length]).toEqual([0, 0])
  })

  it('never drives a pin that was not asked for', () => {
    expect(() => linePiece({ durationUs: 10, changes: [{ pin: 5, level: 1, atUs: 0 }] }, false, pins)).toThrow(
      'pin 5 is none of the outputs',
    )
  })
})

import { describe, expect, it } from 'vitest'
import { Track } from '../../../src/measure/power/track.ts'

function held(values: readonly number[], capacity = 16): Track {
  const track = new Track(capacity)
  values.forEach((value, k) => track.add(100 * k, value))
  return track
}
const values = (track: Track) => [...track.values.subarray(0, track.count)]

describe('a track', () => {
  it('puts one wild sample onto the line between its neighbours, at its own time', () => {
    expect(values(held([2000, 2040, 0, 2080]))).toEqual([2000, 2040, 2060, 2080])
    expect(values(held([2000, 4000, 2040]))).toEqual([2000, 2020, 2040])
    const late = new Track(8)
    for (const [us, value] of [[0, 0], [300, 4000], [400, 40]] as const) late.add(us, value) // prettier-ignore
    expect(values(late)).toEqual([0, 30, 40])
  })

  it('leaves steps, slopes, pulses of two samples and what is not far off as they are', () => {
    for (const real of [
      [0, 0, 1000, 1000],
      [0, 600, 1200],
      [0, 1000, 1000, 0],
      [0, 512, 0],
      [0, 1000, 520, 0],
      [0, 3000, 600],
      [300, 0, 600],
    ])
      expect(values(held(real))).toEqual(real)
  })

  it('finds the last sample up to a time, and forgets those before one', () => {
    const track = held([1, 2, 3, 4])
    expect([-1, 0, 99, 100, 300, 1000].map((us) => track.lastUntil(us))).toEqual([-1, 0, 0, 1, 3, 3])
    track.dropBefore(150)
    expect([values(track), track.dropped, track.lastUntil(200), track.hasOverflowed]).toEqual([[3, 4], 2, 0, false])
  })

  it('loses the older half, and tells so, when it is full', () => {
    const track = held([1, 2, 3, 4, 5], 4)
    expect([values(track), track.dropped, track.hasOverflowed]).toEqual([[3, 4, 5], 2, true])
  })
})

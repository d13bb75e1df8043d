import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valuesBytes } from '../../../../src/hardware/linux/gpio/layout.ts'
import type { LinePiece } from '../../../../src/hardware/linux/gpio/linePieces.ts'
import { LinePlaying } from '../../../../src/hardware/linux/gpio/linePlaying.ts'

/** The values of each change are its number. */
function pieceOf(durationUs: number, isJoined: boolean, ...atUs: number[]): LinePiece {
  const values = Buffer.alloc(atUs.length * valuesBytes)
  for (const which of atUs.keys()) values.writeUInt32LE(which, which * valuesBytes)
  return { durationUs, isJoined, atUs: Uint32Array.from(atUs), values }
}

/** Time that passes only while the player waits and while the kernel sets, for as long as these lists say. */
function player({ wakesLateUs = [], setsForUs = [] }: { wakesLateUs?: readonly number[]; setsForUs?: readonly number[] } = {}) {
  const [late, lasting] = [[...wakesLateUs], [...setsForUs]]
  const world = { nowUs: 1_000 }
  const sets: { which: number; fromUs: number; toUs: number }[] = []
  const clock = {
    nowUs: () => world.nowUs,
    waitUntil: (atUs: number) => void (atUs > world.nowUs && (world.nowUs = atUs + (late.shift() ?? 0))),
  }
  const playing = new LinePlaying(clock, (values) => {
    const fromUs = world.nowUs
    world.nowUs += lasting.shift() ?? 0
    sets.push({ which: Buffer.from(values).readUInt32LE(), fromUs, toUs: world.nowUs })
  })
  return { playing, sets, world }
}

const times = (sets: readonly { fromUs: number }[]) => sets.map(({ fromUs }) => fromUs)

describe('playing on lines', () => {
  it('makes each change at its time from the begin on, in order', () => {
    const { playing, sets } = player()
    expect(playing.play(pieceOf(1_000, false, 0, 250, 750))).toEqual({ endUs: 2_000, latestUs: 0 })
    expect(sets.map(({ which, fromUs }) => [which, fromUs])).toEqual([
      [0, 1_000],
      [1, 1_250],
      [2, 1_750],
    ])
  })

  it('shifts all that follows by what was late, and tells the greatest lateness', () => {
    const { playing, sets } = player({ wakesLateUs: [0, 40, 0, 7] })
    expect(playing.play(pieceOf(1_000, false, 100, 200, 300, 400))).toEqual({ endUs: 2_047, latestUs: 40 })
    expect(times(sets)).toEqual([1_100, 1_240, 1_340, 1_447])
  })

  it('counts from when the kernel has made a change', () => {
    const { playing, sets } = player({ setsForUs: [5, 0] })
    playing.play(pieceOf(1_000, false, 100, 200))
    expect(times(sets)).toEqual([1_100, 1_205])
  })

  it('joins a piece to the one before it, also where it comes late', () => {
    const { playing, sets, world } = player()
    playing.play(pieceOf(1_000, false, 900))
    playing.play(pieceOf(1_000, true, 100))
    world.nowUs = 4_000
    expect(playing.play(pieceOf(1_000, true, 100))).toEqual({ endUs: 4_900, latestUs: 900 })
    expect(times(sets)).toEqual([1_900, 2_100, 4_000])
  })

  it('begins a piece after a rest when it comes, and not before the one before it has ended', () => {
    const { playing, sets, world } = player()
    playing.play(pieceOf(1_000, false, 100))
    playing.play(pieceOf(1_000, false, 100))
    world.nowUs = 9_000
    playing.play(pieceOf(1_000, false, 100))
    expect(times(sets)).toEqual([1_100, 2_100, 9_100])
  })

  it('has played a piece without changes when the one before it has ended', () => {
    const { playing, world } = player()
    playing.play(pieceOf(1_000, false))
    expect([playing.play(pieceOf(0, false)), world.nowUs]).toEqual([{ endUs: 2_000, latestUs: 0 }, 2_000])
  })

  it('never makes an interval shorter than planned, whatever is late', () => {
    const delays = fc.array(fc.nat(3_000), { maxLength: 40 })
    const gaps = fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.array(gaps, { minLength: 1, maxLength: 4 }), delays, delays, (pieces, wakesLateUs, setsForUs) => {
        const { playing, sets } = player({ wakesLateUs, setsForUs })
        for (const [nth, each] of pieces.entries()) {
          const atUs = each.map((_, i) => each.slice(0, i + 1).reduce((sum, gap) => sum + gap))
          playing.play(pieceOf(atUs.at(-1) ?? 0, nth > 0, ...atUs))
        }
        const planned = pieces.flat()
        expect(sets).toHaveLength(planned.length)
        for (const [i, { toUs }] of sets.slice(0, -1).entries()) {
          expect((sets[i + 1]?.fromUs ?? 0) - toUs).toBeGreaterThanOrEqual(planned[i + 1] ?? Infinity)
        }
      }),
    )
  })
})

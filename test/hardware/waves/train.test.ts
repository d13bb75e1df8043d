import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostChanges, type WavePiece } from '../../../src/hardware/ports.ts'
import { type Carried, type Train, trainOf, trainSizes } from '../../../src/hardware/waves/train.ts'
import { pieceOf, steps } from './onEngine.ts'

const begin: Carried = { lateUs: 0, last: { pin: 4, level: 0 } }
const anyPiece = fc
  .tuple(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 4_000 }), fc.nat())
  .map(([durationUs, spacingUs, seed]) => pieceOf(durationUs, spacingUs, seed, new Map()))

/** What is switched when, also where that changes nothing. */
function words({ pulses }: Train) {
  let atUs = 0
  return pulses.map(({ gpioOn, gpioOff, usDelay }) => {
    const word = { pin: gpioOn + gpioOff, level: gpioOn === 0 ? 0 : 1, atUs }
    atUs += usDelay
    return word
  })
}

/** The words that change something. */
function changesOf(train: Train) {
  const levels = new Map<number, number>()
  return words(train).filter(({ pin, level }) => {
    const changes = (levels.get(pin) ?? 0) !== level
    levels.set(pin, level)
    return changes
  })
}

describe('a piece as a train of pulses', () => {
  it('is of one of few sizes, each pulse with one pin and a delay, so that pigpio reuses its place', () => {
    fc.assert(
      fc.property(anyPiece, (piece) => {
        const { pulses } = trainOf(piece, begin)
        expect(trainSizes).toContain(pulses.length)
        expect(pulses.filter(({ gpioOn, gpioOff }) => (gpioOn === 0) === (gpioOff === 0))).toEqual([])
        expect(pulses.filter(({ usDelay }) => !Number.isInteger(usDelay) || usDelay < 1)).toEqual([])
      }),
    )
  })

  it('lasts as long as the piece, and ends with a short delay', () => {
    fc.assert(
      fc.property(anyPiece, (piece) => {
        fc.pre(piece.durationUs >= 1_600)
        const { pulses, durationUs, carried } = trainOf(piece, begin)
        expect(pulses.reduce((sum, { usDelay }) => sum + usDelay, 0)).toBe(durationUs)
        expect(durationUs).toBe(piece.durationUs + carried.lateUs)
        expect(carried.lateUs).toBeLessThanOrEqual(3)
        expect(pulses.at(-1)?.usDelay).toBeLessThanOrEqual(5)
      }),
    )
  })

  it('changes what the piece says, when it says so', () => {
    const piece = steps(17, 139)
    expect(changesOf(trainOf(piece, begin))).toEqual(piece.changes)
  })

  it('holds the most there may be', () => {
    const piece: WavePiece = {
      durationUs: 20_000,
      changes: Array.from({ length: mostChanges }, (_, n) => ({ pin: 17, level: n % 2 === 0 ? 1 : 0, atUs: 1 + 15 * n })),
    }
    expect(changesOf(trainOf(piece, begin))).toEqual(piece.changes)
    const tooMany = [...piece.changes, { pin: 4, level: 1, atUs: 20_000 } as const]
    expect(() => trainOf({ ...piece, changes: tooMany }, begin)).toThrow('the piece of a wave is too large')
    expect(() => trainOf({ durationUs: 20_001, changes: [] }, begin)).toThrow('the piece of a wave is too large')
  })

  it('repeats what was switched last where nothing changes, high or low', () => {
    const { pulses, durationUs } = trainOf({ durationUs: 20_000, changes: [] }, { lateUs: 0, last: { pin: 17, level: 1 } })
    expect(pulses).toHaveLength(64)
    expect(pulses.every(({ gpioOn, gpioOff }) => gpioOn === 17 && gpioOff === 0)).toBe(true)
    expect(durationUs).toBe(20_000)
    expect(Math.max(...pulses.map(({ usDelay }) => usDelay))).toBeLessThan(350)
  })

  it('lays changes of one time apart in their order, also beyond its end, and the next one makes up for it', () => {
    const high = (pin: number, atUs: number) => ({ pin, level: 1, atUs }) as const
    const first = trainOf({ durationUs: 500, changes: [high(4, 100), high(17, 100), high(22, 499), high(18, 499)] }, begin)
    expect(changesOf(first)).toEqual([high(4, 100), high(17, 101), high(22, 499), high(18, 500)])
    expect([first.durationUs, first.carried.lateUs]).toEqual([501, 1])
    const second = trainOf({ durationUs: 500, changes: [high(4, 0), high(17, 100)] }, { ...begin, lateUs: first.carried.lateUs })
    expect(changesOf(second)).toEqual([high(4, 0), high(17, 99)])
    expect([second.durationUs, second.carried.lateUs]).toEqual([499, 0])
  })

  it('makes up for a piece that is shorter than its pulses', () => {
    const first = trainOf({ durationUs: 10, changes: [] }, begin)
    expect([first.durationUs, first.carried.lateUs]).toEqual([64, 54])
    const second = trainOf({ durationUs: 1_000, changes: [] }, first.carried)
    expect([second.durationUs, second.carried.lateUs]).toEqual([946, 0])
  })
})

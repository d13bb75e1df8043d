import { expect, test } from 'vitest'
import { Movement } from '../../../../src/drivers/gauges/motion/movement.ts'
import { Needle } from '../../../../src/drivers/gauges/motion/needle.ts'
import { Train } from '../../../../src/drivers/gauges/motion/train.ts'
import { longestPieceUs, mostChanges, type WavePiece } from '../../../../src/hardware/ports.ts'

const limits = { speedStepsPerS: 7200, accelerationStepsPerS2: 100_000 }

function four(): { needles: readonly Needle[]; movement: Movement } {
  const needles = [0, 0, 0, 0].map((steps) => new Needle(steps))
  return { needles, movement: new Movement(needles, new Train(needles.map((_, index) => ({ stepPin: 10 + index, dirPin: 20 + index })))) }
}

function all(movement: Movement): WavePiece[] {
  const pieces: WavePiece[] = []
  for (let piece = movement.next(); piece !== null; piece = movement.next()) pieces.push(piece)
  return pieces
}

test('needles at rest need no piece', () => expect(four().movement.next()).toBeNull())

test('four needles at full speed fit into the pieces, of which only the last is short', () => {
  const { needles, movement } = four()
  for (const needle of needles) needle.aim(3600, limits)
  const pieces = all(movement)
  expect(pieces.slice(0, -1).every(({ durationUs }) => durationUs === longestPieceUs)).toBe(true)
  expect(pieces.reduce((sum, { durationUs }) => sum + durationUs, 0)).toBe(572_000)
  const counts = pieces.map(({ changes }) => changes.length)
  expect(Math.max(...counts)).toBeGreaterThan(1_150)
  expect(Math.max(...counts)).toBeLessThanOrEqual(mostChanges)
  expect(counts.reduce((sum, count) => sum + count)).toBe(4 * (3600 * 2 + 1))
})

test('every change lies within its piece, by its time, and no pin changes twice at once', () => {
  const { needles, movement } = four()
  for (const [index, needle] of needles.entries()) needle.aim(500 + 700 * index, { ...limits, speedStepsPerS: 7200 - 333 * index })
  for (const { durationUs, changes } of all(movement)) {
    expect(changes.every(({ atUs }, index) => Number.isInteger(atUs) && atUs < durationUs && atUs >= (changes[index - 1]?.atUs ?? 0))).toBe(
      true,
    )
    expect(new Set(changes.map(({ pin, atUs }) => `${pin} ${atUs}`)).size).toBe(changes.length)
  }
})

test('the last piece waits for the needle that moves longest', () => {
  const { needles, movement } = four()
  needles[0]?.aim(10, limits)
  needles[1]?.aim(20, limits)
  expect(all(movement).map(({ durationUs }) => durationUs)).toEqual([20_000, 8_285])
})

test('says when its first step was due', () => {
  const { needles, movement } = four()
  needles[2]?.aim(100, limits)
  movement.next()
  expect(movement.firstStepUs).toBe(3_872)
  all(movement)
  movement.next()
  needles[2]?.aim(101, { speedStepsPerS: 10, accelerationStepsPerS2: 1_000 })
  movement.next()
  expect(movement.firstStepUs).toBeNull()
})

test('what moved when the outputs rested stands, and a pulse that had begun still ends', () => {
  const { needles, movement } = four()
  needles[0]?.aim(3600, { speedStepsPerS: 7200, accelerationStepsPerS2: 29_996 })
  const begun = Array.from({ length: 3 }, () => movement.next()?.changes ?? [])
  const rises = begun.flat().filter(({ pin, level }) => pin === 10 && level === 1).length
  needles[0]?.stopDead()
  const rest = all(movement)
  expect(needles[0]?.positionSteps).toBe(rises)
  expect(rest.flatMap(({ changes }) => changes).every(({ level }) => level === 0)).toBe(true)
})

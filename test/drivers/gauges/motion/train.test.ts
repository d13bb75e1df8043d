import { describe, expect, test } from 'vitest'
import type { Step } from '../../../../src/drivers/gauges/motion/needle.ts'
import { Train } from '../../../../src/drivers/gauges/motion/train.ts'

const [stepPin, dirPin] = [17, 4]
const up = (atUs: number): Step => ({ atUs, direction: 1 })
const down = (atUs: number): Step => ({ atUs, direction: -1 })
const train = (inverted = false) => new Train([{ stepPin, dirPin, inverted }])
/** `17+100`: pin 17 rises at 100 µs. */
const changes = (of: Train, durationUs: number, ...steps: Step[]) =>
  of.piece(durationUs, [steps]).changes.map(({ pin, level, atUs }) => `${pin}${level === 1 ? '+' : '-'}${atUs}`)

describe('a train of pulses', () => {
  test('sets DIR before the first step, and only then', () => {
    expect(changes(train(), 1000, down(100), down(300))).toEqual(['4+90', '17+100', '17-105', '17+300', '17-305'])
  })

  test('also where it is low already', () => expect(changes(train(), 1000, up(100))).toEqual(['4-90', '17+100', '17-105']))

  test('turns an inverted needle the other way', () => expect(changes(train(true), 1000, up(100))).toEqual(['4+90', '17+100', '17-105']))

  test('changes DIR between steps of two directions', () => {
    expect(changes(train(), 1000, up(100), down(500))).toEqual(['4-90', '17+100', '17-105', '4+490', '17+500', '17-505'])
  })

  test.each([
    [0, ['4-0', '17+2', '17-7']],
    [1, ['4-0', '17+2', '17-7']],
    [5, ['4-0', '17+5', '17-10']],
  ])('lets a step at %i µs wait for DIR where it must', (atUs, expected) => expect(changes(train(), 1000, up(atUs))).toEqual(expected))

  test('lets STEP fall in the next piece where this one has ended', () => {
    const pulses = train()
    expect(changes(pulses, 1000, up(997))).toEqual(['4-987', '17+997'])
    expect(pulses.pendingUs).toBe(3)
    expect(changes(pulses, 1000)).toEqual(['17-2'])
    expect(pulses.pendingUs).toBe(0)
  })

  test('never changes a pin while STEP is about to fall', () => {
    const pulses = train()
    changes(pulses, 1000, up(999))
    expect(changes(pulses, 1000, down(0))).toEqual(['17-4', '4+5', '17+9', '17-14'])
  })

  test('carries on through pieces that are shorter than a pulse', () => {
    const pulses = train()
    const all = [changes(pulses, 1, up(0)), ...Array.from({ length: 7 }, () => changes(pulses, 1))]
    expect(all).toEqual([['4-0'], [], ['17+0'], [], [], [], [], ['17-0']])
  })

  test('merges needles by time', () => {
    const two = new Train([
      { stepPin: 1, dirPin: 2 },
      { stepPin: 3, dirPin: 4 },
    ])
    const { changes: merged } = two.piece(1000, [[up(20), up(200)], [up(100)]])
    expect(merged.map(({ pin, atUs }) => [pin, atUs])).toEqual([
      [2, 10],
      [1, 20],
      [1, 25],
      [4, 90],
      [3, 100],
      [3, 105],
      [1, 200],
      [1, 205],
    ])
  })

  test('refuses more than a piece holds', () => {
    const steps = Array.from({ length: 700 }, (_, index) => up(20 + 20 * index))
    expect(() => train().piece(20_000, [steps])).toThrow('1401 changes')
  })
})

import { expect, test } from 'vitest'
import { lateReplies } from '../../../src/protocols/modbus/lateReplies.ts'

const general = 0xf8

test('an address that failed is left alone for its time, the others are not', () => {
  const late = lateReplies()
  late.expect(3, 1000)
  expect([late.overMs(3), late.overMs(4)]).toEqual([1000, Number.NEGATIVE_INFINITY])
})

test('the general address waits for all, and all wait for it', () => {
  const late = lateReplies()
  expect(late.overMs(general)).toBe(Number.NEGATIVE_INFINITY)
  late.expect(3, 1000)
  late.expect(4, 900)
  expect(late.overMs(general)).toBe(1000)
  late.expect(general, 2000)
  expect([late.overMs(3), late.overMs(5), late.overMs(general)]).toEqual([2000, 2000, 2000])
})

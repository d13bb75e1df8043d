import { describe, expect, it, test } from 'vitest'
import { likelyBatch, sharedBatch, smallerBatch } from '../../../src/hardware/linux/batchLimit.ts'

describe('the conversions that the kernel takes at once', () => {
  test('are 32 of three bytes on a 64-bit Pi, 64 on armv7', () => {
    expect([likelyBatch('4096\n', 'arm64', 3), likelyBatch('4096\n', 'arm', 3)]).toEqual([32, 64])
  })

  test('are fewer where one is longer than the alignment', () => {
    expect(likelyBatch('4096\n', 'arm64', 129)).toBe(16)
  })

  test('grow with bufsiz, to 511 at most', () => {
    expect([likelyBatch('8192\n', 'arm64', 3), likelyBatch('65536\n', 'arm64', 3)]).toEqual([64, 511])
  })

  test('are those of the usual bufsiz where it cannot be read', () => {
    expect([likelyBatch(null, 'arm64', 3), likelyBatch('', 'arm64', 3)]).toEqual([32, 32])
  })

  test('are one at least', () => {
    expect(likelyBatch('64', 'arm64', 3)).toBe(1)
  })
})

describe('a batch that was too long', () => {
  test('is halved, in whole sweeps as long as one fits', () => {
    expect([smallerBatch(30, 3), smallerBatch(15, 3), smallerBatch(6, 3), smallerBatch(3, 3)]).toEqual([15, 6, 3, 1])
  })
})

describe('a batch of a chip that shares its bus', () => {
  it.each([
    [32, 1, 9, 32],
    [32, 2, 9, 22],
    [32, 3, 9, 11],
    [32, 5, 9, 9],
    [511, 2, 9, 22],
    [4, 5, 9, 4],
  ])('of %d conversions at most, with %d chips and sweeps of %d, has %d', (most, chips, sweepLength, conversions) => {
    expect(sharedBatch(most, chips, sweepLength)).toBe(conversions)
  })
})

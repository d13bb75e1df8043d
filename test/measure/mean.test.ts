import { describe, expect, it } from 'vitest'
import { Mean } from '../../src/measure/mean.ts'

const meanOf = (...pieces: [number | null, number][]) => {
  const mean = new Mean()
  for (const [value, weight] of pieces) mean.add(value, weight)
  return mean
}

describe('the mean over time', () => {
  it('weighs each value by how long it was so', () => {
    expect(meanOf([100, 1], [400, 3]).take()).toEqual({ mean: 325, least: 100, greatest: 400 })
  })

  it('leaves out the time in which the value was unknown', () => {
    expect(meanOf([100, 1], [null, 7], [200, 1]).take()?.mean).toBe(150)
  })

  it('is unknown, not 0, where nothing was known', () => {
    expect(meanOf([null, 5]).take()).toBeNull()
    expect(new Mean().take()).toBeNull()
  })

  it('begins anew once it is taken', () => {
    const mean = meanOf([100, 1])
    mean.take()
    mean.add(-7, 2)
    expect(mean.take()).toEqual({ mean: -7, least: -7, greatest: -7 })
  })
})

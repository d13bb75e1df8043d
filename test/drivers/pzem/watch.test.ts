import { describe, expect, it } from 'vitest'
import { answered, believed, failed, heldBack, isBelievable, isLost, isUnsure, unheard } from '../../../src/drivers/pzem/watch.ts'

describe('the watch over a meter', () => {
  it('believes it five seconds after the first answer', () => {
    const watch = answered(answered(unheard, 1000), 3000)
    expect([5999, 6000].map((nowMs) => isBelievable(watch, nowMs))).toEqual([false, true])
  })

  it('begins again after a silence, not after a reply that could not be used', () => {
    const watch = answered(unheard, 0)
    expect(isBelievable(answered(failed(watch, 10_000, true), 11_000), 12_000)).toBe(false)
    expect(isBelievable(answered(failed(watch, 10_000, false), 11_000), 12_000)).toBe(true)
  })

  it('gives it up after three failures in a row', () => {
    const twice = failed(failed(unheard, 0, true), 1000, true)
    expect([isLost(twice, 1000), isLost(failed(twice, 2000, true), 2000)]).toEqual([false, true])
    expect(isLost(failed(heldBack(twice), 2000, true), 2000)).toBe(false)
  })

  it('gives it up after ten seconds of failures between answers that cannot be believed', () => {
    const watch = failed(heldBack(failed(unheard, 0, true)), 7000, true)
    expect([isLost(watch, 7000), isLost(watch, 10_001)]).toEqual([false, true])
    expect(isLost(failed(believed(watch), 11_000, true), 11_000)).toBe(false)
  })

  it('is unsure as long as nothing was believed since a failure', () => {
    const watch = answered(unheard, 0)
    expect([isUnsure(watch, 1000), isUnsure(watch, 5000), isUnsure(failed(watch, 6000, false), 7000)]).toEqual([true, false, true])
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { follow, newCounter, resumedCounter, type Counter, type CounterState, type CounterStep } from '../../src/measure/counter.ts'

const counter: Counter = { ratedPowerW: 23_000, modulusWh: 10_000_000 }
const based = (wh: number): CounterState => ({ base: { wh, atMs: 0 }, stray: null })

/** Follows readings [time in s, Wh] one after another. */
function steps(readings: [number, number][], from: CounterState = based(1000)): CounterStep[] {
  let state = from
  return readings.map(([s, wh]) => {
    const step = follow(counter, state, { wh, atMs: s * 1000 })
    state = step.state
    return step
  })
}
const told = (all: CounterStep[]) => all.map(({ reason, addWh }) => (addWh === 0 ? reason : `${reason} ${addWh}`))
const sum = (all: CounterStep[]) => all.reduce((total, { addWh }) => total + addWh, 0)

describe('a counter that is followed', () => {
  it('starts where the register stands once it was seen twice, and counts nothing for it', () => {
    expect(told(steps([[0, 500], [1, 500], [2, 501]], newCounter))).toEqual(['held', 'first', 'counted 1']) // prettier-ignore
  })

  it('is not started by a single wrong reading', () => {
    expect(
      told(
        steps(
          [
            [0, 4_000_000],
            [1, 500],
            [2, 500],
          ],
          newCounter,
        ),
      ),
    ).toEqual(['held', 'held', 'first'])
  })

  it('adds what the register has risen by', () => {
    expect(
      told(
        steps([
          [1, 1003],
          [2, 1003],
          [3, 1009],
        ]),
      ),
    ).toEqual(['counted 3', 'counted', 'counted 6'])
  })

  it('rises no faster than the rated power allows', () => {
    const [plausible] = steps([[60, 1000 + 383]])
    const [tooMuch] = steps([[60, 1000 + 450]])
    expect([plausible?.reason, tooMuch?.reason]).toEqual(['counted', 'held'])
  })

  it('counts a long silence in one go', () => {
    expect(told(steps([[3600, 1000 + 20_000]]))).toEqual(['counted 20000'])
  })

  it('goes on over the wrap after 9999.999 kWh', () => {
    expect(told(steps([[1, 2]], based(9_999_998)))).toEqual(['wrapped 4'])
  })

  it('passes over a glitch up', () => {
    expect(
      told(
        steps([
          [1, 5000],
          [2, 1002],
        ]),
      ),
    ).toEqual(['held', 'counted 2'])
  })

  it('passes over a glitch down, even to 0', () => {
    expect(
      told(
        steps([
          [1, 0],
          [2, 1002],
          [3, 400],
          [4, 1003],
        ]),
      ),
    ).toEqual(['held', 'counted 2', 'held', 'counted 1'])
  })

  it('passes over wrong values that last as long as those after a power-up', () => {
    expect(
      told(
        steps([
          [1, 500],
          [2, 500],
          [3, 500],
          [4, 500],
          [5, 500],
          [6, 500],
          [7, 1004],
        ]),
      ),
    ).toEqual([...Array<string>(6).fill('held'), 'counted 4'])
  })

  it('takes a fall to 0 that stays for a reset and counts from 0', () => {
    expect(
      told(
        steps([
          [1, 0],
          [6, 2],
          [11, 5],
          [12, 6],
        ]),
      ),
    ).toEqual(['held', 'held', 'reset 5', 'counted 1'])
  })

  it('takes a value that stays elsewhere for another meter: nothing is added, then it goes on from there', () => {
    expect(
      told(
        steps([
          [1, 700_000],
          [6, 700_001],
          [11, 700_002],
          [12, 700_005],
        ]),
      ),
    ).toEqual(['held', 'held', 'replaced', 'counted 3'])
    expect(
      told(
        steps(
          [
            [1, 600_000],
            [6, 600_001],
            [11, 600_002],
            [12, 600_005],
          ],
          based(900_000),
        ),
      ),
    ).toEqual(['held', 'held', 'replaced', 'counted 3'])
  })

  it('passes over two wrong readings of seldom polls', () => {
    expect(
      told(
        steps([
          [20, 700_000],
          [40, 700_000],
          [60, 1010],
        ]),
      ),
    ).toEqual(['held', 'held', 'counted 10'])
  })

  it('does not count an impossible jump that stays just because time has passed', () => {
    expect(
      sum(
        steps([
          [1, 1060],
          [5, 1060],
          [9, 1061],
          [13, 1061],
          [20, 1062],
        ]),
      ),
    ).toBe(1)
  })

  it('takes no fall for a wrap that begins far from the end, however long ago the last reading was', () => {
    expect(told(steps([[90 * 86_400, 300_000]], based(400_000)))).toEqual(['held'])
  })
})

describe('a counter over a restart', () => {
  const kept = { wh: 1000, wallMs: Date.UTC(2026, 5, 1, 12) }
  const after = (wallMs: number, wh: number) => follow(counter, resumedCounter(kept, { wallMs, monotonicMs: 7 }), { wh, atMs: 7 }).addWh

  it('counts what the meter counted meanwhile, as far as the time allows', () => {
    expect(after(kept.wallMs + 3_600_000, 1000 + 20_000)).toBe(20_000)
    expect(after(kept.wallMs + 3_600_000, 1000 + 30_000)).toBe(0)
  })

  it('takes no time for granted when the wall clock has gone back', () => {
    expect(after(kept.wallMs - 3_600_000, 1000 + 500)).toBe(0)
    expect(after(0, 1000 + 500)).toBe(0)
  })

  it('takes no time for granted when the wall clock was wrong at the time of keeping', () => {
    const state = resumedCounter({ wh: 1000, wallMs: 5000 }, { wallMs: kept.wallMs, monotonicMs: 0 })
    expect(follow(counter, state, { wh: 9000, atMs: 0 }).addWh).toBe(0)
  })
})

describe('whatever the register shows', () => {
  const wh = fc.integer({ min: 0, max: counter.modulusWh - 1 })
  const near = fc.integer({ min: -30, max: 30 })
  const gapMs = fc.oneof(fc.integer({ min: 200, max: 3000 }), fc.integer({ min: 0, max: 86_400_000 }))

  it('energy is never negative and never more than the rated power allows since it was last counted', () => {
    const readings = fc.array(fc.tuple(gapMs, fc.oneof({ weight: 1, arbitrary: wh }, { weight: 3, arbitrary: near })), { maxLength: 60 })
    fc.assert(
      fc.property(wh, readings, (first, all) => {
        let state = based(first)
        let [atMs, at] = [0, first]
        for (const [gap, next] of all) {
          atMs += gap
          at = Math.min(Math.max(Math.abs(next) <= 30 ? at + next : next, 0), counter.modulusWh - 1)
          const allowedWh = (counter.ratedPowerW * (atMs - (state.base?.atMs ?? 0) + 2000)) / 3_600_000 + 1
          const step = follow(counter, state, { wh: at, atMs })
          expect(step.addWh).toBeGreaterThanOrEqual(0)
          expect(step.addWh).toBeLessThanOrEqual(allowedWh)
          state = step.state
        }
      }),
    )
  })

  it('no energy of a true meter is lost, over wraps and whatever single readings are wrong', () => {
    const powerShare = fc.double({ min: 0, max: 1, noNaN: true })
    const glitch = fc.option(fc.integer({ min: 2000, max: counter.modulusWh - 2000 }), { freq: 4 })
    const polls = fc.array(fc.tuple(fc.integer({ min: 200, max: 60_000 }), powerShare, glitch), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(fc.oneof(wh, fc.constant(counter.modulusWh - 300)), polls, (first, all) => {
        let state = based(first)
        let [atMs, trueWh, countedWh] = [0, first, first]
        for (const [gap, share, wrong] of all) {
          atMs += gap
          trueWh += (counter.ratedPowerW * share * gap) / 3_600_000
          const shown = Math.floor(trueWh) % counter.modulusWh
          if (wrong !== null) state = follow(counter, state, { wh: (shown + wrong) % counter.modulusWh, atMs }).state
          const step = follow(counter, state, { wh: shown, atMs: atMs + 100 })
          countedWh += step.addWh
          state = step.state
          expect(countedWh).toBe(Math.floor(trueWh))
          atMs += 100
        }
      }),
    )
  })

  it('no energy comes from a restart at any wall time but what the register has risen by', () => {
    const wallMs = fc.oneof(fc.integer({ min: -1e12, max: 4e12 }), fc.constant(0), fc.integer({ min: 1.78e12, max: 1.79e12 }))
    fc.assert(
      fc.property(wh, fc.integer({ min: 0, max: 50_000 }), wallMs, wallMs, (at, rise, keptWallMs, nowWallMs) => {
        const shown = (at + rise) % counter.modulusWh
        const state = resumedCounter({ wh: at, wallMs: keptWallMs }, { wallMs: nowWallMs, monotonicMs: 0 })
        const { addWh } = follow(counter, state, { wh: shown, atMs: 0 })
        expect([0, rise]).toContain(addWh)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { Watchdog } from '../../src/cli/watchdog.ts'
import { fakeClock } from '../support/fakeClock.ts'

function watched() {
  const clock = fakeClock()
  const bites: number[] = []
  return { clock, bites, watchdog: new Watchdog(clock, () => bites.push(clock.monotonicMs())) }
}

describe('the watchdog of a stop', () => {
  it('bites 1.9 s after a stop was asked for, and not before it was', async () => {
    const { clock, bites, watchdog } = watched()
    await clock.advance(10_000)
    watchdog.watch()
    await clock.advance(10_000)
    expect(bites).toEqual([11_900])
  })

  it.each([
    { when: 'known before the stop', askedAtMs: 0, toldAtMs: -1_000 },
    { when: 'told in its midst', askedAtMs: 0, toldAtMs: 500 },
  ])('leaves devices the time that they need, $when', async ({ askedAtMs, toldAtMs }) => {
    const { clock, bites, watchdog } = watched()
    const startMs = 1_000
    const events = [
      { atMs: startMs + askedAtMs, act: () => watchdog.watch() },
      { atMs: startMs + toldAtMs, act: () => void (watchdog.longerMs = 3_000) },
    ]
    for (const { atMs, act } of events.toSorted((one, other) => one.atMs - other.atMs)) {
      await clock.advance(atMs - clock.monotonicMs())
      act()
    }
    await clock.advance(10_000)
    expect(bites).toEqual([startMs + 4_900])
  })

  it('bites as soon as ever where a later program needs no more time', async () => {
    const { clock, bites, watchdog } = watched()
    watchdog.longerMs = 3_000
    watchdog.watch()
    watchdog.longerMs = 0
    await clock.advance(10_000)
    expect(bites).toEqual([1_900])
  })
})

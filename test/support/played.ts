import type { FakeClock } from './fakeClock.ts'

/** The outcome of `work`, with the clock moved on until there is one: for `limitMs` at most. */
export async function played<T>(clock: FakeClock, work: Promise<T>, limitMs = 60_000, stepMs = 1): Promise<T> {
  let over = false
  const mark = () => void (over = true)
  work.then(mark, mark)
  for (let passedMs = 0; passedMs < limitMs; passedMs += stepMs) {
    await clock.advance(0)
    if (over) return work
    await clock.advance(stepMs)
  }
  throw new Error(`no outcome within ${limitMs} ms`)
}

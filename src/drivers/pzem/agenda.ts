import type { Clock } from '../../runtime/clock.ts'

export interface Diary<C> {
  readonly clock: Clock
  /** Ends with the run's signal, and the agenda with it. */
  readonly commands: AsyncIterable<C>
  /** Time from one poll to the next, asked after each; after a command it may only bring the next poll nearer. */
  readonly periodMs: () => number
}

/**
 * What there is to do next: a poll in steady rhythm, the first at once, and between polls each command as it comes. One thing at a time.
 * A poll that came too late is made up for at once but not twice; neither polls nor commands can starve the others.
 */
export async function* agenda<C>({ clock, commands, periodMs }: Diary<C>): AsyncGenerator<'poll' | C, void> {
  const inbox = commands[Symbol.asyncIterator]()
  let asked = inbox.next()
  let dueMs = clock.monotonicMs()
  for (;;) {
    const command = await Promise.race([asked, nothing])
    if (command?.done) return
    if (command) {
      asked = inbox.next()
      yield command.value
      dueMs = Math.min(dueMs, clock.monotonicMs() + periodMs())
    }
    if (clock.monotonicMs() >= dueMs) {
      yield 'poll'
      dueMs = following(dueMs, clock.monotonicMs(), periodMs())
    } else if (!command) await either(asked, clock, dueMs)
  }
}

const nothing = Promise.resolve(null)

/** The next slot of the rhythm, or the latest one that has passed. */
function following(dueMs: number, nowMs: number, periodMs: number): number {
  const nextMs = dueMs + periodMs
  return nextMs > nowMs ? nextMs : nextMs + Math.floor((nowMs - nextMs) / periodMs) * periodMs
}

/** Waits for the promise, but no longer than until then. */
async function either(promise: Promise<unknown>, clock: Clock, untilMs: number): Promise<void> {
  const nap = new AbortController()
  await Promise.race([promise, clock.sleep(untilMs - clock.monotonicMs(), nap.signal)]).finally(() => nap.abort())
}

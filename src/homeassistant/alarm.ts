import type { Clock } from '../runtime/clock.ts'

/** Rings at the earliest time it was set for (monotonic milliseconds), then waits to be set again; never after the signal. `ring` must not throw. */
export function alarm(clock: Clock, signal: AbortSignal, ring: () => void): (atMs: number) => void {
  let nextMs = Infinity
  async function wait(atMs: number) {
    const over = await clock.sleep(atMs - clock.monotonicMs(), signal).catch(() => 'aborted')
    if (over === 'aborted' || nextMs !== atMs) return
    nextMs = Infinity
    ring()
  }
  return (atMs) => {
    if (atMs >= nextMs) return
    nextMs = atMs
    void wait(atMs)
  }
}

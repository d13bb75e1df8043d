/**
 * The program's two clocks. Wall time can jump and names instants; monotonic time measures intervals.
 * Both run `speed` times as fast as the machine's in a sped-up demo; wires and samples keep real time.
 */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  wallMs(): number
  /** Milliseconds since an arbitrary start, never going back. */
  monotonicMs(): number
  /** Resolves after `ms` of this clock; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's clock, `speed` times as fast from now on. */
export function systemClock(speed = 1): Clock {
  const wallStart = Date.now()
  const start = performance.now()
  const elapsedMs = () => (performance.now() - start) * speed
  return {
    wallMs: speed === 1 ? () => Date.now() : () => wallStart + elapsedMs(),
    monotonicMs: elapsedMs,
    sleep: (ms, signal) => realSleep(ms / speed, signal),
  }
}

function realSleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

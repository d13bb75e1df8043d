import type { Clock } from '../../src/runtime/clock.ts'

/** A clock that only moves when told. `advance` lets everything that is due happen in order, microtasks included. */
export interface FakeClock extends Clock {
  advance(ms: number): Promise<void>
  /** Moves the wall clock alone, as a correction by NTP or a user would. */
  jumpWall(ms: number): void
  /** How many sleepers wait. */
  readonly sleeping: number
}

interface Sleeper {
  dueMs: number
  wake: () => void
}

export function fakeClock(wallStartMs = Date.UTC(2026, 5, 1, 12)): FakeClock {
  let nowMs = 0
  let wallOffsetMs = wallStartMs
  const sleepers = new Set<Sleeper>()

  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        sleepers.delete(sleeper)
        reject(signal?.reason)
      }
      const sleeper = {
        dueMs: nowMs + Math.max(ms, 0),
        wake: () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      sleepers.add(sleeper)
    })

  async function advance(ms: number) {
    const endMs = nowMs + ms
    await settle()
    for (;;) {
      const next = [...sleepers].filter((sleeper) => sleeper.dueMs <= endMs).toSorted((a, b) => a.dueMs - b.dueMs)[0]
      if (!next) break
      sleepers.delete(next)
      nowMs = Math.max(nowMs, next.dueMs)
      next.wake()
      await settle()
    }
    nowMs = endMs
  }

  return {
    wallMs: () => wallOffsetMs + nowMs,
    monotonicMs: () => nowMs,
    sleep,
    advance,
    jumpWall: (ms) => void (wallOffsetMs += ms),
    get sleeping() {
      return sleepers.size
    },
  }
}

/** Lets pending promises and immediates run. */
const settle = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}

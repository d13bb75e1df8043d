import { setTimeout as pause } from 'node:timers/promises'

/** CLOCK_MONOTONIC, the same in every process of the machine. */
export function monotonicUs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e6 + nanoseconds / 1e3
}

/** What a sleeping thread may wake up too late; the rest is waited out awake. */
const wakeUpUs = 80
/** What Node's timers may be late, and what this process may be deaf for. */
const timerUs = 4_000

const nobodyWakesUs = new Int32Array(new SharedArrayBuffer(4))

/** Resolves at that time of CLOCK_MONOTONIC, about 10 us late at most on an idle machine. Short waits block this process: timers count in milliseconds. */
export async function waitUntil(dueUs: number): Promise<void> {
  const longUs = dueUs - monotonicUs() - timerUs
  if (longUs > 0) await pause(longUs / 1e3)
  for (let leftUs = dueUs - monotonicUs(); leftUs > 0; leftUs = dueUs - monotonicUs()) {
    if (leftUs > wakeUpUs) Atomics.wait(nobodyWakesUs, 0, 0, (leftUs - wakeUpUs) / 1e3)
  }
}

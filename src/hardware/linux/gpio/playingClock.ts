import type { PlayingClock } from './linePlaying.ts'

/**
 * How long before its time a thread wakes up, to be there in time: without timer slack the kernel wakes it some ten microseconds late. It
 * turns round in circles for the rest: 1 000 steps a second, 2 000 changes, take up to a tenth of a core by that, and half as much again
 * for all else, while needles move.
 */
const earlyUs = 50

/** The machine's clock, for a thread that may be blocked. A thread that is ended wakes up. */
export function playingClock(nowUs: () => number): PlayingClock {
  const neverNotified = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  return {
    nowUs,
    waitUntil(atUs) {
      const sleepUs = atUs - nowUs() - earlyUs
      if (sleepUs > 0) Atomics.wait(neverNotified, 0, 0, sleepUs / 1000)
      while (nowUs() < atUs) {
        // To sleep for so short would last longer.
      }
    },
  }
}

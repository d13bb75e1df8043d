const firstMs = 1_000
const longestMs = 30_000

/**
 * The waits between attempts: 1 s, doubled up to 30 s, each shortened by up to half at random so that what failed
 * together does not come back together. `random` gives numbers from 0 to 1.
 */
export function* backoff(random: () => number): Generator<number, never> {
  for (let ms = firstMs; ; ms = Math.min(ms * 2, longestMs)) yield ms * (1 - random() / 2)
}

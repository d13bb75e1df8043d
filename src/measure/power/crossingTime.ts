import type { Track } from './track.ts'

/** Each halves what is left of the interval: a nanosecond in the end. */
const steps = 24

/**
 * When the curve through the samples i-2..i+1 reaches a level between sample i-1, which lies below it, and sample i, which does not. A
 * straight line would do between samples of one batch; between two batches harmonics would make the crossing too early or too late.
 */
export function crossingBefore({ times, values }: Track, i: number, level: number): number {
  const [t0, t1, t2, t3] = [times[i - 2] ?? NaN, times[i - 1] ?? 0, times[i] ?? 0, times[i + 1] ?? NaN]
  const [v0, v1, v2, v3] = [values[i - 2] ?? 0, values[i - 1] ?? 0, values[i] ?? 0, values[i + 1] ?? 0]
  const first = (v1 - v0) / (t1 - t0)
  const middle = (v2 - v1) / (t2 - t1)
  const last = (v3 - v2) / (t3 - t2)
  const straightUs = t1 + (level - v1) / middle
  // Newton's divided differences around the interval itself.
  const bend = (middle - first) / (t2 - t0)
  const twist = ((last - middle) / (t3 - t1) - bend) / (t3 - t0)
  if (!Number.isFinite(twist)) return straightUs
  let [low, high] = [t1, t2]
  for (let step = 0; step < steps; step++) {
    const timeUs = (low + high) / 2
    const value = v1 + (timeUs - t1) * (middle + (timeUs - t2) * (bend + twist * (timeUs - t0)))
    if (value < level) low = timeUs
    else high = timeUs
  }
  return (low + high) / 2
}

import type { Track } from './track.ts'

/** Neighbours count as evenly spaced where their intervals differ by no more than this. */
const evenRatio = 1.5
/** So many runs of neighbours tell the noise. */
const enoughFours = 100
const enoughThrees = 16

/**
 * Root mean square of the white noise in the samples from..to, told by how far neighbours lie off a smooth curve: four of them off a
 * parabola, or where too few are evenly spaced three of them off a straight line. Harmonics pass for noise by (w s)^6 / 20 and by (w s)^4
 * / 6 of their variance, for samples s apart: nothing of the fundamental, little of the 5th at 225 us. 0 where nothing tells it.
 */
export function whiteNoise(track: Track, from: number, to: number): number {
  let sum = 0
  let runs = 0
  for (let i = from; i + 3 <= to; i++) {
    const square = offParabola(track, i)
    if (square < 0) continue
    sum += square
    runs++
  }
  return runs < enoughFours ? noiseOffLines(track, from, to) : Math.sqrt(sum / runs)
}

function noiseOffLines(track: Track, from: number, to: number): number {
  let sum = 0
  let runs = 0
  for (let i = from; i + 2 <= to; i++) {
    const square = offLine(track, i)
    if (square < 0) continue
    sum += square
    runs++
  }
  return runs < enoughThrees ? 0 : Math.sqrt(sum / runs)
}

/** Square of the third difference of samples i..i+3, scaled so that white noise gives its variance; -1 where they are not evenly spaced. */
function offParabola({ times, values }: Track, i: number): number {
  const second = times[i + 1] ?? 0
  const third = times[i + 2] ?? 0
  const a = second - (times[i] ?? 0)
  const b = third - second
  const c = (times[i + 3] ?? 0) - third
  if (Math.max(a, b, c) > evenRatio * Math.min(a, b, c)) return -1
  // The divided difference, times the product of all distances.
  const k0 = b * c * (b + c)
  const k1 = c * (a + b) * (a + b + c)
  const k2 = a * (b + c) * (a + b + c)
  const k3 = a * b * (a + b)
  const difference = k1 * (values[i + 1] ?? 0) - k0 * (values[i] ?? 0) - k2 * (values[i + 2] ?? 0) + k3 * (values[i + 3] ?? 0)
  return (difference * difference) / (k0 * k0 + k1 * k1 + k2 * k2 + k3 * k3)
}

/** The same of the second difference of samples i..i+2. */
function offLine({ times, values }: Track, i: number): number {
  const a = (times[i + 1] ?? 0) - (times[i] ?? 0)
  const b = (times[i + 2] ?? 0) - (times[i + 1] ?? 0)
  if (Math.max(a, b) > evenRatio * Math.min(a, b)) return -1
  const difference = b * (values[i] ?? 0) - (a + b) * (values[i + 1] ?? 0) + a * (values[i + 2] ?? 0)
  return (difference * difference) / (a * a + b * b + (a + b) * (a + b))
}

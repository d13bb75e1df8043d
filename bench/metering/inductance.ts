import { Curve } from './curve.ts'
import type { Loop } from './loop.ts'

/**
 * What a transformer gives of a curve for its ratio 1. Its magnetising inductance makes it a high-pass of first order, whose output leads
 * by an angle at the fundamental, by less at harmonics, and is smaller by the angle's cosine. Steady: as after many loops.
 */
export function throughInductance({ points, lengthUs }: Curve, leadDegrees: number, { cycles }: Pick<Loop, 'cycles'>): Curve {
  // Half a step times the corner's angular frequency, which is that of the mains times the tangent of the lead.
  const half = ((Math.PI * cycles) / points.length) * Math.tan((leadDegrees * Math.PI) / 180)
  const kept = (1 - half) / (1 + half)
  const low = new Float64Array(points.length)
  const run = (from: number) => {
    let value = from
    for (let i = 0; i < points.length; i++) {
      low[i] = value
      value = kept * value + (half / (1 + half)) * ((points[i] ?? 0) + (points[i + 1] ?? points[0] ?? 0))
    }
    return value
  }
  // What it begins with so that it ends with the same.
  if (half > 0) run(run(0) / (1 - kept ** points.length))
  return new Curve(
    points.map((value, i) => value - (low[i] ?? 0)),
    lengthUs,
  )
}

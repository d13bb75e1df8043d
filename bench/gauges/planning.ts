import type { Way } from './sweep.ts'
import { quantile } from '../support/quantile.ts'

const sweeps = 300

/** How long it takes to plan all pieces of a full sweep of the four needles, pulses included. */
export function measurePlanning(way: Way) {
  const tookMs = Array.from({ length: sweeps }, () => {
    const next = way.begin()
    const beganMs = performance.now()
    for (let piece = next(false); piece !== null; piece = next(true));
    return performance.now() - beganMs
  })
  return { plan_ms_p50: quantile(tookMs, 0.5), plan_ms_p99: quantile(tookMs, 0.99) }
}

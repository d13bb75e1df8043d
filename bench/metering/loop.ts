import { Curve } from './curve.ts'
import type { Recording } from './recording.ts'
import { interpolated, reach } from './sinc.ts'

/** What a circuit does over some whole mains cycles, again and again. Without direct parts, which no transformer passes. */
export interface Loop {
  readonly cycles: number
  readonly lengthUs: number
  readonly currentA: Curve
  readonly voltageV: Curve
}

const pointsPerCycle = 1024

/**
 * All whole cycles of a recording, between two samples band-limited. Mains is never just 50 Hz: the loop begins and ends where the voltage
 * crosses 0 upward, at any instant between two samples, so that it goes on without a jump.
 */
export function loopOf({ name, rateHz, currentA, voltageV }: Recording): Loop {
  const found = crossings(withoutMean(voltageV)).filter((at) => at >= reach && at < voltageV.length - reach)
  const [first, last] = [found.at(0), found.at(-1)]
  const cycles = found.length - 1
  if (first === undefined || last === undefined || cycles < 1) throw new Error(`${name}: no whole cycle of the voltage is in it`)
  const points = cycles * pointsPerCycle
  const positions = Float64Array.from({ length: points }, (_, point) => first + ((last - first) * point) / points)
  const [current = positions, voltage = positions] = interpolated([currentA, voltageV], positions)
  const lengthUs = ((last - first) * 1e6) / rateHz
  const curve = (values: Float64Array) => new Curve(withoutMean(values), lengthUs)
  return { cycles, lengthUs, currentA: curve(current), voltageV: curve(voltage) }
}

/** Positions, in samples, at which a wave about 0 passes it upward after a true trough: noise crosses more than once. */
function crossings(wave: Float64Array): number[] {
  const trough = wave.reduce((least, value) => Math.min(least, value), 0) / 4
  const found: number[] = []
  let isBelow = false
  for (const [i, value] of wave.entries()) {
    const before = wave[i - 1] ?? value
    if (value < trough) isBelow = true
    if (!isBelow || before >= 0 || value < 0) continue
    isBelow = false
    found.push(i - value / (value - before))
  }
  return found
}

function withoutMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.map((value) => value - mean)
}

/** Samples that count on either side. */
export const reach = 24

/**
 * The values between the samples of several signals that were sampled together, at positions in samples: a sine cardinal under a Blackman
 * window. Exact to 2e-4 for what lies below 0.43 of the sampling rate. A position has `reach` samples on either side.
 */
export function interpolated(signals: readonly Float64Array[], positions: Float64Array): Float64Array[] {
  const weights = new Float64Array(2 * reach)
  const results = signals.map(() => new Float64Array(positions.length))
  for (const [at, position] of positions.entries()) {
    const whole = Math.floor(position)
    weigh(weights, position - whole)
    for (const [i, samples] of signals.entries()) {
      const result = results[i]
      if (result !== undefined) result[at] = weighted(samples, whole - reach + 1, weights)
    }
  }
  return results
}

/** How much each of the samples counts around a position that lies `share` behind one of them; together 1, so that what stands still is exact. */
function weigh(weights: Float64Array, share: number): void {
  let sum = 0
  for (let k = 0; k < weights.length; k++) {
    const distance = share + reach - 1 - k
    const weight = sinc(distance) * blackman(distance / reach)
    weights[k] = weight
    sum += weight
  }
  for (let k = 0; k < weights.length; k++) weights[k] = (weights[k] ?? 0) / sum
}

function weighted(samples: Float64Array, first: number, weights: Float64Array): number {
  let sum = 0
  for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? 0) * (samples[first + k] ?? 0)
  return sum
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

/** 1 in the middle, 0 at -1 and 1. */
const blackman = (x: number) => 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x)

import type { Quantity, Remaining } from './point.ts'

/** One figure of a reference meter beside ours. */
export interface Pair {
  /** Which point it is of, from 0. */
  readonly point: number
  readonly quantity: Quantity
  readonly reference: number
  /** As read. */
  readonly ours: number
  /** The same with the fitted phase, before the gain. */
  readonly corrected: number
  /** How far the two may be apart though nothing is wrong: a share of the reference. */
  readonly uncertainty: number
}

/** A good meter's own error. */
const meterShare = 0.005

/** `digit`: what a step of the reference meter's last digit is worth; `ourNoise`: how far we may be off; both in the unit of the value. */
export const uncertaintyOf = ({ value, digit }: { value: number; digit: number }, ourNoise: number): number =>
  Math.hypot(meterShare, digit / 2 / Math.abs(value), ourNoise / Math.abs(value))

/** The factor with the least sum of squared relative errors, the certain ones counting more; null where we read next to nothing. */
export function fitGain(pairs: readonly Pair[]): number | null {
  let [weights, products, squares] = [0, 0, 0]
  for (const { reference, corrected, uncertainty } of pairs) {
    const [weight, ratio] = [1 / uncertainty ** 2, corrected / reference]
    weights += weight
    products += weight * ratio
    squares += weight * ratio ** 2
  }
  return squares > weights * leastRatio ** 2 && products > 0 ? products / squares : null
}

/** Less than this share of the reference is no reading of it. */
const leastRatio = 0.01

export const remainingOf = (pairs: readonly Pair[], gain: number): Remaining[] =>
  pairs.map(({ point, quantity, reference, ours, corrected }) => ({
    point,
    quantity,
    reference,
    ours,
    beforePercent: percent(ours / reference),
    afterPercent: percent((gain * corrected) / reference),
  }))

const percent = (ratio: number) => 100 * (ratio - 1)

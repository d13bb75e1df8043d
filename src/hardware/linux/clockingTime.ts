/** By how much of itself an estimate grows with each batch, so that it follows a processor that has slowed down: 10 % in 1000 batches, about a second. */
const forgetting = 1e-4

export interface Span {
  readonly startUs: number
  readonly endUs: number
}

/**
 * When the clocking of each batch began and ended, told from when its call began and when its callback ran. Inside a batch the kernel
 * clocks steadily, before and after it this program may have waited for its turn: the shortest time seen lately for so many conversions
 * is what the clocking takes, and it is placed in the middle of what was measured.
 *
 *     call |-----|=== clocking ===|-----| callback
 *
 * What it gives lies inside what it was given: batches whose calls do not overlap never do.
 */
export function clockingTimes(): (conversions: number, callUs: number, callbackUs: number) => Span {
  const shortestUs = new Map<number, number>()
  return (conversions, callUs, callbackUs) => {
    const measuredUs = callbackUs - callUs
    const clockingUs = Math.min(measuredUs, (shortestUs.get(conversions) ?? measuredUs) * (1 + forgetting))
    shortestUs.set(conversions, clockingUs)
    const waitedUs = (measuredUs - clockingUs) / 2
    return { startUs: callUs + waitedUs, endUs: callbackUs - waitedUs }
  }
}

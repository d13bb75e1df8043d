import type { PulseRate } from './rate.ts'

/**
 * What flows into the house, less what flows out of it, by the two inputs of one meter; null: unknown. Nearly all meters count one way at a
 * time: once pulses come at one input, and are overdue at the other one, nothing flows there any more, which its silence alone would
 * tell much later. A meter that counts each phase by itself gives pulses at both, and neither is overdue.
 */
export function balance(imported: PulseRate, exported: PulseRate, untilUs: number): number | null {
  const inW = besides(imported, exported, untilUs)
  const outW = besides(exported, imported, untilUs)
  return inW === null || outW === null ? null : inW - outW
}

const besides = (rate: PulseRate, other: PulseRate, untilUs: number) =>
  other.hasIntervalSince(rate) && rate.isOverdue(untilUs) ? 0 : rate.at(untilUs)

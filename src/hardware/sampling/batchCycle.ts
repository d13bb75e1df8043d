/** Which conversions of a sweep one batch takes. */
export interface BatchShape {
  readonly first: number
  readonly conversions: number
}

/**
 * The batches that sampling goes through again and again, none longer than `most`: as many whole sweeps as fit, or where not even one does,
 * a sweep in parts as equal as can be. At least two, as each has a buffer of its own and the batch before is still being read.
 */
export function batchCycle(sweepLength: number, most: number): readonly BatchShape[] {
  if (most < sweepLength) return partsOfSweep(sweepLength, Math.ceil(sweepLength / most))
  const whole = { first: 0, conversions: wholeSweeps(sweepLength, most) }
  return [whole, whole]
}

/** `most` conversions, or fewer so that they are whole sweeps, where at least one fits. */
export const wholeSweeps = (sweepLength: number, most: number): number => (most < sweepLength ? most : most - (most % sweepLength))

function partsOfSweep(sweepLength: number, parts: number): BatchShape[] {
  const firstOf = (part: number) => Math.ceil((part * sweepLength) / parts)
  return Array.from({ length: parts }, (_, part) => ({ first: firstOf(part), conversions: firstOf(part + 1) - firstOf(part) }))
}

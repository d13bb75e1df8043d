/** By how much a transformer's output leads its input: one angle, or several by current, as clamps shift more at low current. */
export type PhaseLead = number | readonly PhasePoint[]

export interface PhasePoint {
  readonly currentA: number
  readonly leadDegrees: number
}

/** The lead at this current: interpolated linearly between the points (ascending), held beyond their ends. */
export function leadDegreesAt(lead: PhaseLead, currentA: number): number {
  if (typeof lead === 'number') return lead
  const above = lead.findIndex((point) => point.currentA >= currentA)
  const [low, high] = [lead[above - 1], lead[above]]
  if (high === undefined) return lead.at(-1)?.leadDegrees ?? 0
  if (low === undefined) return high.leadDegrees
  const share = (currentA - low.currentA) / (high.currentA - low.currentA)
  return low.leadDegrees + share * (high.leadDegrees - low.leadDegrees)
}

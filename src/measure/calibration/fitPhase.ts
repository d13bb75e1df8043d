import { leadDegreesAt, type PhaseLead, type PhasePoint } from '../power/phase.ts'
import type { Heater } from './heaters.ts'

/** Differences of the lead up to this are not worth a table. */
const worthTableDegrees = 0.2
/** Currents are clearly different from here on. */
const differentRatio = 1.3

/**
 * The lead that makes the heaters' power factor 1: more or less of the one in force by one angle, or a table by current where heaters at
 * clearly different currents ask for angles that differ by more than they scatter. null without heaters.
 */
export function fitPhase(heaters: readonly Heater[], inForce: PhaseLead): PhaseLead | null {
  if (heaters.length === 0) return null
  const groups = byCurrent(heaters)
  const more = ({ currentA, leadDegrees }: Heater) => leadDegrees - leadDegreesAt(inForce, currentA)
  const means = groups.map((group) => weighted(group, more))
  const scatter = Math.max(...groups.map((group) => spread(group.map(more))))
  if (spread(means) <= Math.max(worthTableDegrees, 2 * scatter)) return shifted(inForce, weighted(heaters, more))
  return groups.map(pointOf)
}

const shifted = (lead: PhaseLead, degrees: number): PhaseLead =>
  typeof lead === 'number' ? lead + degrees : lead.map((point) => ({ ...point, leadDegrees: point.leadDegrees + degrees }))

type Group = readonly Heater[]

function byCurrent(heaters: Group): Group[] {
  const groups: Heater[][] = []
  for (const heater of heaters.toSorted((a, b) => a.currentA - b.currentA)) {
    const [group, first] = [groups.at(-1), groups.at(-1)?.[0]]
    if (group !== undefined && first !== undefined && heater.currentA < first.currentA * differentRatio) group.push(heater)
    else groups.push([heater])
  }
  return groups
}

const pointOf = (group: Group): PhasePoint => ({
  currentA: weighted(group, ({ currentA }) => currentA),
  leadDegrees: weighted(group, ({ leadDegrees }) => leadDegrees),
})

/** Noise is the same at every current: the angle at a greater one is the more certain. */
const weighted = (group: Group, of: (heater: Heater) => number) =>
  group.reduce((sum, heater) => sum + heater.currentA * of(heater), 0) / group.reduce((sum, { currentA }) => sum + currentA, 0)

const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values)

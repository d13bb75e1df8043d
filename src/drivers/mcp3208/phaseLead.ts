import { z } from 'zod'
import type { PhasePoint } from '../../measure/power/phase.ts'
import { flaw } from '../../settings/flaw.ts'
import { quantity } from '../../settings/quantity.ts'

/** By how much a transformer's output leads its input, in degrees. */
export const leadDegrees = quantity('deg', { min: '-20deg', max: '20deg' })

const tableAllowed = 'currents with their unit as keys, such as 1A or 500mA'
const currentKey = z.string().regex(/^\d{1,6}(?:\.\d{1,6})? ?m?A$/, { error: tableAllowed })
const amps = quantity('A')

/** A table by current: `{ 1A: 3.2deg, 30A: 1.8deg }`, at least two of them, in any order; ascending points come out. */
const leadTable = z.record(currentKey, leadDegrees).transform((table, context): PhasePoint[] => {
  const points = Object.entries(table)
    .map(([key, lead]) => ({ key, currentA: amps.parse(key), leadDegrees: lead }))
    .toSorted((a, b) => a.currentA - b.currentA)
  const twin = points.find(({ currentA }, at) => points[at - 1]?.currentA === currentA)
  if (twin !== undefined) context.addIssue(flaw([twin.key], 'each current once', twin.key))
  if (points.length < 2) context.addIssue(flaw([], 'two currents or more, or one angle for all of them', `${points.length} of them`))
  return points.map(({ currentA, leadDegrees: lead }) => ({ currentA, leadDegrees: lead }))
})

/** One angle, or a table by current. */
export const phaseLead = z.union([leadDegrees, leadTable])

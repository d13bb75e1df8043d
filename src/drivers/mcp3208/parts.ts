import type { Part } from '../../entities/parts.ts'
import { readable } from '../../settings/identifiers.ts'
import type { Formula } from './formula.ts'
import type { PartRows } from './rows.ts'
import type { Mcp3208Settings } from './settings.ts'

export type BoardPart = Part & { readonly kind: keyof PartRows }

/** What stands below the board: its measured voltages, its circuits, and what is made of them. */
export function partsOf(settings: Mcp3208Settings): BoardPart[] {
  const { voltages, currents, derived } = settings
  const estimated = estimatedCurrents(settings)
  return [
    ...voltages.flatMap((each) => (each.kind === 'measured' ? [part('voltage', each, 'Voltage transformer')] : [])),
    ...currents.map((each) => part(estimated.has(each.id) ? 'estimated' : 'current', each, each.clamp.model)),
    ...derived.map((each) => part(kindOfSum(settings, each.formula), each, 'Sum of channels')),
  ]
}

/** A sum is as sure as its least sure term. */
export function kindOfSum(settings: Mcp3208Settings, { add, subtract }: Formula): 'derived' | 'derived_estimated' {
  const estimated = estimatedCurrents(settings)
  return [...add, ...subtract].some((term) => estimated.has(term)) ? 'derived_estimated' : 'derived'
}

/** Ids of the currents whose voltage comes from elsewhere. */
function estimatedCurrents({ voltages, currents }: Mcp3208Settings): ReadonlySet<string> {
  const sources = new Set(voltages.flatMap(({ id, kind }) => (kind === 'source' ? [id] : [])))
  return new Set(currents.flatMap(({ id, voltage }) => (sources.has(voltage) ? [id] : [])))
}

const part = (kind: BoardPart['kind'], { id, name }: { id: string; name: string | null }, model: string): BoardPart => ({
  kind,
  id,
  name: name ?? readable(id),
  model,
})

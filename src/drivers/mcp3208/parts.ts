import type { Part } from '../../entities/parts.ts'
import { readable } from '../../settings/identifiers.ts'
import type { PartRows } from './rows.ts'
import type { CurrentSettings, Mcp3208Settings } from './settings.ts'

export type BoardPart = Part & { readonly kind: keyof PartRows }

/** What stands below the board: its measured voltages, its circuits, and what is made of them. */
export function partsOf({ voltages, currents, derived }: Mcp3208Settings): BoardPart[] {
  const sources = new Set(voltages.flatMap(({ id, kind }) => (kind === 'source' ? [id] : [])))
  const isEstimated = ({ voltage }: CurrentSettings) => sources.has(voltage)
  const estimated = new Set(currents.flatMap((each) => (isEstimated(each) ? [each.id] : [])))
  return [
    ...voltages.flatMap((each) => (each.kind === 'measured' ? [part('voltage', each, 'Voltage transformer')] : [])),
    ...currents.map((each) => part(isEstimated(each) ? 'estimated' : 'current', each, each.clamp.model)),
    ...derived.map((each) => {
      const terms = [...each.formula.add, ...each.formula.subtract]
      return part('derived', each, terms.some((term) => estimated.has(term)) ? 'Sum of channels, estimated' : 'Sum of channels')
    }),
  ]
}

const part = (kind: BoardPart['kind'], { id, name }: { id: string; name: string | null }, model: string): BoardPart => ({
  kind,
  id,
  name: name ?? readable(id),
  model,
})

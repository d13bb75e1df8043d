import { z } from 'zod'
import { flaw } from '../../settings/flaw.ts'
import { parsedFormula, type Formula } from './formula.ts'
import { partName } from './partKeys.ts'

/** A circuit that no clamp measures: sums and differences of others. */
export interface DerivedEntry {
  readonly formula: Formula
  /** null: its id made readable. */
  readonly name: string | null
  /** Where the formula stands below its id. */
  readonly at: readonly string[]
}

const allowed = 'currents of this board with + and - between them, such as grid + solar - oven'

const formula = z.string({ error: allowed }).transform((text, context): Formula => {
  const parsed = parsedFormula(text)
  if (parsed !== null) return parsed
  context.addIssue(flaw([], allowed))
  return z.NEVER
})

/** The formula alone, or with a name. */
export const derivedSettings = z.union([
  formula.transform((parsed): DerivedEntry => ({ formula: parsed, name: null, at: [] })),
  z
    .strictObject({ formula, name: partName.exactOptional() })
    .transform((written): DerivedEntry => ({ formula: written.formula, name: written.name ?? null, at: ['formula'] })),
])

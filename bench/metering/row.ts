import type { Reference } from './reference.ts'
import type { Shown, ShownCircuit } from './shown.ts'

/** The figures of one recording. Errors are shown less true. */
export interface Row {
  readonly file: string
  /** True. */
  readonly irms_a: number
  /** Of the true apparent power, in the worst of the circuits. */
  readonly power_error_pct: number | null
  readonly vrms_error_pct: number | null
  readonly irms_error_pct: number | null
  readonly pf: number | null
  readonly pf_reference: number
  readonly pairs_per_cycle: number
}

export const rowOf = (file: string, reference: Reference, { voltageV, circuits, pairsPerCycle }: Shown): Row => ({
  file,
  irms_a: rounded(reference.irmsA, 4),
  power_error_pct: percent(worst(circuits, 'powerW', reference.activeW), reference.activeW, reference.apparentVa),
  vrms_error_pct: percent(voltageV, reference.vrmsV, reference.vrmsV),
  irms_error_pct: percent(worst(circuits, 'currentA', reference.irmsA), reference.irmsA, reference.irmsA),
  pf: roundedIfKnown(worst(circuits, 'powerFactor', reference.powerFactor), 5),
  pf_reference: rounded(reference.powerFactor, 5),
  pairs_per_cycle: rounded(pairsPerCycle, 1),
})

/** The value that is furthest from the truth; null where one is unknown. */
function worst(circuits: readonly ShownCircuit[], key: keyof ShownCircuit, truth: number): number | null {
  const values = circuits.map((circuit) => circuit[key])
  const distance = (value: number | null) => (value === null ? Infinity : Math.abs(value - truth))
  return values.toSorted((a, b) => distance(b) - distance(a))[0] ?? null
}

const percent = (value: number | null, truth: number, whole: number) =>
  value === null ? null : rounded((100 * (value - truth)) / whole, 4)

const roundedIfKnown = (value: number | null, digits: number) => (value === null ? null : rounded(value, digits))

export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

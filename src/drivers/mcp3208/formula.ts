/** A sum and difference of the powers of some circuits of one board. */
export interface Formula {
  /** Ids of currents. */
  readonly add: readonly string[]
  readonly subtract: readonly string[]
}

/** `grid + solar - oven`; null where the text is no such formula. Which names there are is for others to see. */
export function parsedFormula(text: string): Formula | null {
  if (!/^\s*[+-]?\s*\w+(?:\s*[+-]\s*\w+)*\s*$/.test(text)) return null
  const terms = [...text.matchAll(/([+-]?)\s*(\w+)/g)].map(([, sign, id = '']) => ({ id, negative: sign === '-' }))
  const ids = (negative: boolean) => terms.filter((term) => term.negative === negative).map(({ id }) => id)
  return { add: ids(false), subtract: ids(true) }
}

/** Power in W by the powers of the circuits; null where one of them is not known. */
export function derivedW({ add, subtract }: Formula, powerW: ReadonlyMap<string, number | null>): number | null {
  const added = sumW(add, powerW)
  const subtracted = sumW(subtract, powerW)
  return added === null || subtracted === null ? null : added - subtracted
}

function sumW(ids: readonly string[], powerW: ReadonlyMap<string, number | null>): number | null {
  let sum = 0
  for (const id of ids) {
    const term = powerW.get(id) ?? null
    if (term === null) return null
    sum += term
  }
  return sum
}

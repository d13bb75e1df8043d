import type { Loop } from './loop.ts'

/** What a circuit takes, as a perfect meter would show it. */
export interface Reference {
  readonly irmsA: number
  readonly vrmsV: number
  readonly activeW: number
  readonly apparentVa: number
  readonly powerFactor: number
}

/** Over the whole loop, from all points of its curves in double precision: exact for what is band-limited. */
export function referenceOf({ currentA: { points: current }, voltageV: { points: voltage } }: Loop): Reference {
  const irmsA = Math.sqrt(meanProduct(current, current))
  const vrmsV = Math.sqrt(meanProduct(voltage, voltage))
  const activeW = meanProduct(current, voltage)
  const apparentVa = irmsA * vrmsV
  return { irmsA, vrmsV, activeW, apparentVa, powerFactor: activeW / apparentVa }
}

const meanProduct = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / a.length

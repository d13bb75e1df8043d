/** The least value that so many are not above: 0.99 of 100 values is the 99th. Rounded to a thousandth. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Number((sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN).toFixed(3))
}

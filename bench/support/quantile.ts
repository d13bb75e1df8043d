/** The least value that so many are not above: 0.99 of 100 values is the 99th. Rounded to so many decimal places. */
export function quantile(values: readonly number[], part: number, places = 3): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Number((sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN).toFixed(places))
}

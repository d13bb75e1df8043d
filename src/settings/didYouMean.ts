/** The candidate that was probably meant: at most two slips away and at most a third of the word's length; null where none is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const limit = Math.min(2, Math.ceil(word.length / 3))
  let nearest: string | null = null
  let nearestSlips = limit + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > limit) continue
    const slips = slipsBetween(word.toLowerCase(), candidate)
    if (slips < nearestSlips) [nearest, nearestSlips] = [candidate, slips]
  }
  return nearest
}

/** Characters to add, drop, replace or swap with their neighbour (optimal string alignment). */
function slipsBetween(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) row.push(cheapest(from, to, i, j, before, last, row))
    before = last
    last = row
  }
  return last[to.length] ?? 0
}

function cheapest(from: string, to: string, i: number, j: number, before: number[], last: number[], row: number[]): number {
  const same = from[i - 1] === to[j - 1]
  const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
  return Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1), swapped ? at(before, j - 2) + 1 : Infinity)
}

const at = (cells: readonly number[], column: number) => cells[column] ?? Infinity

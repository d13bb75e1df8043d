/** Chance that is always the same: numbers drawn from whole numbers, so that the simulated house is a pure function of time. */

/** 0 to 1, evenly spread, for each list of whole numbers another. */
export function chance(...of: number[]): number {
  let hash = 0x9e3779b9
  for (const part of of) {
    hash = Math.imul(hash ^ (part | 0) ^ Math.floor(part / 0x1_0000_0000), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return (hash >>> 0) / 0x1_0000_0000
}

/** Wanders smoothly between -1 and 1, with a new goal every `periodMs`. */
export function wander(seed: number, wallMs: number, periodMs: number): number {
  const at = wallMs / periodMs
  const goal = Math.floor(at)
  const from = chance(seed, goal)
  const smooth = (1 - Math.cos((at - goal) * Math.PI)) / 2
  return 2 * (from + (chance(seed, goal + 1) - from) * smooth) - 1
}

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { z } from 'zod'

setFlagsFromString('--expose-gc')
const gc = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'))

/** Twice: what the first time finds only in the end goes the second time. */
export function collectGarbage(): void {
  gc()
  gc()
}

/** What JavaScript has in use, buffers included. */
export function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

import type { Side } from '../../src/drivers/driver.ts'
import type { Reading, Rows } from '../../src/entities/rows.ts'

/** The side of a part that hands on what is reported, and whose totals nobody looks at. */
export const listening = <R extends Rows>(hear: (reading: Reading<R>) => void): Side<R> => ({
  report: hear,
  problem: () => undefined,
  attributes: () => undefined,
  limit: () => undefined,
  commands: nothing(),
  total: () => ({ value: 0, begin: () => undefined, add: () => undefined }),
})

async function* nothing(): AsyncGenerator<never> {}

import { isTotal, type Limits, type Row, type Rows } from './rows.ts'

/** The row with these limits in place of its own, as far as its platform has them. */
export function limitedRow(row: Row, limits: Limits): Row {
  if (row.platform === 'select') return { ...row, options: limits.options ?? row.options }
  if (row.platform === 'number') {
    const { min = row.min, max = row.max, step = row.step } = limits
    return { ...row, ...unitOf(limits), min, max, step }
  }
  if (row.platform !== 'sensor') return row
  const { precision, step } = limits
  const finer = { ...row, ...unitOf(limits), ...(precision === undefined ? {} : { precision }) }
  return isTotal(finer) || step === undefined ? finer : { ...finer, step }
}

/** The rows, those with limits limited. */
export const limitedRows = (rows: Rows, limits: Readonly<Record<string, Limits>>): Rows =>
  Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, limitedRow(row, limits[key] ?? {})]))

const unitOf = ({ unit }: Limits) => (unit === undefined ? {} : { unit })

import { carriesValue, type Row, type Rows, type Value } from '../entities/rows.ts'

// Home Assistant makes a longer state unknown and warns.
const longestText = 255

/** The finest step a number may have. */
const numberPrecision = 3

/** The values as they are published: every key of the rows that carries one, null where unknown, rounded to the row's precision. */
export const shown = (rows: Rows, values: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(rows).flatMap(([key, row]) => (carriesValue(row) ? [[key, shownValue(row, values[key] ?? null)]] : [])))

function shownValue(row: Row, value: Value): Value {
  // Home Assistant reports an error for what is none of the options.
  if (row.platform === 'select') return row.options.find((option) => option === value) ?? null
  if (typeof value === 'number') return shownNumber(row, value)
  if (typeof value !== 'string') return value
  // An empty text would be ignored there, and the old one stay.
  return value === '' ? null : value.slice(0, longestText)
}

function shownNumber(row: Row, value: number): number | null {
  if (!Number.isFinite(value)) return null
  if (row.platform === 'sensor') return row.precision === undefined ? value : rounded(value, row.precision)
  if (row.platform !== 'number') return value
  // Home Assistant reports an error for a number outside its range.
  return value < row.min || value > row.max ? null : rounded(value, numberPrecision)
}

/** Adding 0 makes of -0 a plain 0. */
const rounded = (value: number, places: number) => Number(value.toFixed(places)) + 0

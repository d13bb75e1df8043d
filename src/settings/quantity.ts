import { z } from 'zod'
import { oneOf } from './oneOf.ts'

/** Units of one dimension each, by their size in the smallest of them, so that conversions divide whole numbers. Another dimension is one more row. */
const dimensions: readonly Readonly<Record<string, number>>[] = [
  { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 },
  // Short times have their own row, so that nobody is offered microseconds for an interval.
  { us: 1, ms: 1_000 },
  { W: 1, kW: 1_000 },
  { VA: 1, kVA: 1_000 },
  { mV: 1, V: 1_000 },
  { mA: 1, A: 1_000 },
  { mHz: 1, Hz: 1_000, kHz: 1_000_000, MHz: 1_000_000_000 },
  { mohm: 1, ohm: 1_000, kohm: 1_000_000 },
  { Wh: 1, kWh: 1_000, MWh: 1_000_000 },
  // With the letters that keyboards have, too.
  { 'deg/s²': 1, 'deg/s2': 1 },
  { 'L/h': 1, 'l/h': 1, 'L/min': 60, 'l/min': 60, 'm³/h': 1_000, 'm3/h': 1_000 },
]

/** Limits and default of a quantity, written as in the settings: `200ms`. */
export interface QuantityRange {
  min?: string
  max?: string
  default?: string
}

/**
 * A quantity as written in the settings (`5s`, `2.5kW`, `16 A`), read as a number of `unit`: `quantity('W')` makes 2500 of `2.5kW`.
 * Any unit of the same dimension is understood; a unit of no known dimension stands for itself. A bare number is a mistake.
 */
export function quantity(unit: string, range: QuantityRange = {}): z.ZodType<number> {
  const factors = factorsOf(unit)
  const pattern = new RegExp(`^([+-]?\\d+(?:\\.\\d+)?) ?(${Object.keys(factors).map(escaped).join('|')})$`)
  const read = (text: string) => inUnit(pattern.exec(text), factors, unit)
  const [min, max] = [limit(range.min, read, -Infinity), limit(range.max, read, Infinity)]
  const allowed = rangeText(range)
  const withUnits = `${allowed}${allowed === '' ? '' : ' '}(a number with its unit: ${oneOf(Object.keys(factors))})`
  const text = z.string({ error: () => withUnits }).regex(pattern, { error: () => withUnits })
  const value = text.describe(withUnits).transform((written, context) => {
    const number = read(written)
    if (number >= min && number <= max && Number.isFinite(number)) return number
    context.addIssue({ code: 'custom', message: allowed === '' ? withUnits : allowed })
    return z.NEVER
  })
  return range.default === undefined ? value : value.prefault(range.default)
}

/** The units that a value in `unit` can be converted from, itself among them. */
export const unitsLike = (unit: string): readonly string[] => Object.keys(factorsOf(unit))

/** A value in another unit of the same dimension; null where the dimensions differ. */
export function converted(value: number, from: string, to: string): number | null {
  if (from === to) return value
  const factors = factorsOf(to)
  const [size, wanted] = [Object.hasOwn(factors, from) ? factors[from] : undefined, factors[to]]
  return size === undefined || wanted === undefined ? null : (value * size) / wanted
}

/** A time in milliseconds, written as `500ms`, `5s`, `2min` or `1h`: `duration({ min: '200ms', max: '1h', default: '1s' })`. */
export const duration = (range: QuantityRange = {}): z.ZodType<number> => quantity('ms', range)

const factorsOf = (unit: string) => dimensions.find((units) => Object.hasOwn(units, unit)) ?? { [unit]: 1 }

/** NaN where the text is no such quantity. Twelve digits hide what binary fractions add: 1.005s is 1005 ms. */
function inUnit(match: RegExpExecArray | null, factors: Readonly<Record<string, number>>, unit: string): number {
  const written = factors[match?.[2] ?? '']
  const wanted = factors[unit]
  if (!match || written === undefined || wanted === undefined) return Number.NaN
  return Number(((Number(match[1]) * written) / wanted).toPrecision(12))
}

function limit(text: string | undefined, read: (text: string) => number, none: number): number {
  if (text === undefined) return none
  const value = read(text)
  if (Number.isNaN(value)) throw new Error(`The limit ${text} is no quantity of this dimension`)
  return value
}

function rangeText({ min, max }: QuantityRange): string {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`
  if (min !== undefined) return `${min} or more`
  return max === undefined ? '' : `${max} or less`
}

const escaped = (text: string) => text.replaceAll(/[^\w ]/g, '\\$&')

import type { Command, NumberSetting, Row, Rows, Select } from '../entities/rows.ts'
import { pressPayload } from './components.ts'

/** A command as its row takes it, or the sentence why it is refused. */
export type Asked = { readonly command: Command<Rows> } | { readonly refusal: string }

const longestBytes = 1024
const shownCharacters = 40

/** Reads what arrived for one entity of a device: UTF-8 text, a decimal number for a number, an option for a select and `PRESS` for a button. */
export function readCommand(rows: Rows, entity: string, payload: Uint8Array): Asked {
  const row = Object.hasOwn(rows, entity) ? rows[entity] : undefined
  if (row === undefined) return refused(`there is no ${legible(entity)} to set`)
  if (row.platform !== 'number' && row.platform !== 'select' && row.platform !== 'button') return refused(`${entity} cannot be set`)
  if (payload.length > longestBytes) return refused(`${entity} was sent ${payload.length} bytes, allowed are ${longestBytes}`)
  const text = new TextDecoder().decode(payload)
  if (row.platform === 'select') return choice(entity, row, text)
  return row.platform === 'button' ? press(entity, text) : number(entity, row, text)
}

/** Text from outside as it may stand in a log line: the first 40 characters, those that do not print replaced. */
export const legible = (text: string): string => text.slice(0, shownCharacters).replaceAll(unprintable, '?')

// A half of a pair that the cut left is one of them.
const unprintable = /[^\p{L}\p{N}\p{P}\p{S} ]/gu

const refused = (refusal: string): Asked => ({ refusal })

const press = (entity: string, text: string): Asked =>
  text === pressPayload ? { command: { entity } } : refused(`${entity} takes ${pressPayload}, found "${legible(text)}"`)

const choice = (entity: string, { options }: Select, text: string): Asked =>
  options.includes(text)
    ? { command: { entity, value: text } }
    : refused(`${entity} takes one of ${options.join(', ')}, found "${legible(text)}"`)

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i

function number(entity: string, row: NumberSetting, text: string): Asked {
  const value = decimal.test(text.trim()) ? Number(text) : NaN
  if (value >= row.min && value <= row.max) return { command: { entity, value: onStep(row, value) } }
  return refused(`${entity} takes a number from ${row.min} to ${row.max}${unitOf(row)}, found "${legible(text)}"`)
}

const unitOf = (row: Row) => ('unit' in row && row.unit !== undefined ? ` ${row.unit}` : '')

/** The nearest step counted from min, never beyond max; the step's own decimal places take away what binary fractions add. */
function onStep({ min, max, step }: NumberSetting, value: number): number {
  const most = Math.floor((max - min) / step + 1e-9)
  const steps = Math.min(Math.round((value - min) / step), most)
  return Number((min + steps * step).toFixed(Math.max(decimals(step), decimals(min))))
}

const decimals = (value: number): number => {
  const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e(-?\d+))?$/.exec(String(value)) ?? []
  return Math.max(fraction.length - Number(exponent), 0)
}

import type { Channel } from '../../measure/calibration/channel.ts'
import type { Reference, Shown } from '../../measure/calibration/point.ts'
import { ConfigError } from '../../entities/errors.ts'

const figure = /(?<![\d.,])([+-]?)(\d+)(?:\.(\d+))? ?(mA|A|kW|W|V)(?![a-z\d])/gi
const heaterWord = /\bheater\b/i

const quantities = { a: 'currentA', w: 'activePowerW', v: 'voltageV' } as const
const names = { currentA: 'current', activePowerW: 'power', voltageV: 'voltage' } as const

type Figures = { -readonly [K in keyof typeof names]: Shown | null }

/** Reads what a user types of the reference meter, `8.71A 2003W heater`; throws a ConfigError that says what is wrong with it. */
export function readReference(text: string, kind: Channel['kind']): Reference {
  const found: Figures = { currentA: null, activePowerW: null, voltageV: null }
  for (const match of text.matchAll(figure)) {
    const quantity = quantityOf(match)
    if (found[quantity] !== null)
      throw new ConfigError(`found a second ${names[quantity]} in ${text.trim()}: each is shown once at one load`)
    found[quantity] = shownIn(match, quantity)
  }
  const rest = text.replaceAll(figure, ' ').replace(heaterWord, ' ').trim()
  if (rest !== '') throw new ConfigError(notUnderstood(rest))
  return usable({ ...found, heater: heaterWord.test(text) }, kind)
}

const quantityOf = ([, , , , unit = '']: readonly string[]) =>
  /w$/i.test(unit) ? quantities.w : /a$/i.test(unit) ? quantities.a : quantities.v

function shownIn([text = '', sign, whole = '', decimals = '', unit = '']: readonly string[], quantity: keyof Figures): Shown {
  const power = { m: -3, k: 3 }[unit.slice(0, -1).toLowerCase()] ?? 0
  const size = Number(`${whole}.${decimals}e${power}`)
  if (size === 0) throw new ConfigError(`${text} says nothing: switch a load on`)
  if (sign === '-' && quantity !== 'activePowerW') throw new ConfigError(`found ${text}: only a power has a sign`)
  return { value: sign === '-' ? -size : size, digit: 10 ** (power - decimals.length) }
}

function usable(reference: Reference, kind: Channel['kind']): Reference {
  const { currentA, activePowerW, voltageV, heater } = reference
  const ofLoad = currentA !== null || activePowerW !== null || heater
  if (kind === 'voltage' && (voltageV === null || ofLoad)) throw new ConfigError('a voltage is compared with volts alone, such as 230.4V')
  if (kind === 'current' && !ofLoad)
    throw new ConfigError('a clamp is compared with a current or a power, such as 8.71A or 2003W, or with a heater')
  return reference
}

const notUnderstood = (rest: string) =>
  /^\d+,\d/.test(rest)
    ? `found ${rest}, allowed is a decimal point, as in 8.71A`
    : `found ${rest}, allowed is what the meter shows with its unit, such as 8.71A, 2003W or 230.4V, and heater for a pure resistance`

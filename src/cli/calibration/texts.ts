import { settingsText, type Change } from '../../measure/calibration/change.ts'
import type { Channel } from '../../measure/calibration/channel.ts'
import type { ChannelReading, Fit, Quantity, Remaining } from '../../measure/calibration/point.ts'

const amps = (value: number) => `${value.toFixed(3)} A`
const watts = (value: number) => `${value.toFixed(1)} W`
const volts = (value: number) => `${value.toFixed(2)} V`

const known = (value: number | null, text: (value: number) => string) => (value === null ? [] : [text(value)])

/** A reading in one line; what is unknown is left out. */
export function readingText(reading: ChannelReading): string {
  const frequency = known(reading.frequencyHz, (value) => `${value.toFixed(2)} Hz`)
  if (reading.kind === 'voltage') return [...known(reading.voltageV, volts), ...frequency].join('  ') || 'no voltage'
  return [
    amps(reading.currentA),
    ...known(reading.activePowerW, watts),
    ...known(reading.reactivePowerVar, (value) => `${value.toFixed(1)} var`),
    ...known(reading.powerFactor, (value) => `power factor ${value.toFixed(3)}`),
    ...known(reading.voltageV, volts),
    ...frequency,
    ...(reading.estimated ? ['(estimated)'] : []),
  ].join('  ')
}

const units: Readonly<Record<Quantity, (value: number) => string>> = { current: amps, power: watts, voltage: volts }

/** What remains of each figure: a table, and what is doubtful. */
export function fitLines({ remaining, warnings }: Fit): string[] {
  const rows = remaining.length === 0 ? [] : [['point', 'reference', 'ours', 'difference', 'fitted'], ...remaining.map(row)]
  return [...aligned(rows), ...warnings.map((warning) => `! ${warning}`)]
}

const row = ({ point, quantity, reference, ours, beforePercent, afterPercent }: Remaining) => {
  const unit = units[quantity]
  return [String(point + 1), unit(reference), unit(ours), percent(beforePercent), percent(afterPercent)]
}

const percent = (value: number) => `${value < -0.005 ? '-' : '+'}${Math.abs(value).toFixed(2)} %`

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
  return rows.map((cells) => cells.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
}

/** Old and new value of each key that a fit changes. */
export const changeLines = (changes: readonly Change[]): string[] =>
  changes.map(({ key, from, to }) => `${key}: ${settingsText(from)} -> ${settingsText(to)}`)

/** What the user is told at the beginning. */
export const introduction = ({ kind, name, factor, phase }: Channel, device: string): string[] => [
  kind === 'current'
    ? `calibrating the current ${name} of ${device} (${factor.key} ${factor.value}, phase ${phaseText(phase)})`
    : `calibrating the voltage ${name} of ${device} (${factor.key} ${factor.value})`,
  ...help(kind),
]

const phaseText = (phase: Channel['phase']) => (typeof phase === 'number' ? `${phase} degrees` : 'by a table')

export const help = (kind: Channel['kind']): string[] => [
  kind === 'current'
    ? 'load on? type what your meter shows: 8.71A, 2003W, 230.4V or several of them; add heater for a pure resistance'
    : 'type what your meter shows, such as 230.4V',
  'undo takes the last point away, show shows all, done ends and asks to write, quit ends without',
]

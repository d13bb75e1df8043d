import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

/** Current and voltage of a circuit, sampled at the same instants. */
export interface Recording {
  readonly name: string
  readonly rateHz: number
  readonly currentA: Float64Array
  readonly voltageV: Float64Array
}

const header = 'current_a,voltage_v'

/** Reads a file of the columns `current_a,voltage_v`. */
export const readRecording = async (file: string, rateHz: number): Promise<Recording> => ({
  name: basename(file),
  rateHz,
  ...columnsOf(await readFile(file, 'utf8'), file),
})

export function columnsOf(text: string, file: string): Pick<Recording, 'currentA' | 'voltageV'> {
  const [first = '', ...lines] = text.trimEnd().split(/\r?\n/)
  if (first.trim() !== header) throw new Error(`${file} begins with "${first}": a recording begins with the line "${header}"`)
  const rows = lines.map((line, at) => rowOf(line, `${file}, line ${at + 2}`))
  return { currentA: Float64Array.from(rows, ([current]) => current), voltageV: Float64Array.from(rows, ([, voltage]) => voltage) }
}

function rowOf(line: string, place: string): readonly [number, number] {
  const [current, voltage, ...rest] = line.split(',').map((cell) => (cell.trim() === '' ? NaN : Number(cell)))
  const isRow = current !== undefined && voltage !== undefined && rest.length === 0
  if (!isRow || !Number.isFinite(current) || !Number.isFinite(voltage)) throw new Error(`${place}: "${line}" is not two numbers`)
  return [current, voltage]
}

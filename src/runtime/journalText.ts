import { crc32 } from 'node:zlib'

/**
 * The text of a journal, format 1: values by key, and how they changed.
 *
 *     energy-monitor journal 1
 *     e0e8d740 [[],[["boiler.energy",12345678],["boiler",{"version":1,"registerWh":12345,"wallMs":1780315200000}]]]
 *     c4dd4c18 [[12500,0,12,45013],[]]
 *
 * A line is one entry: a checksum (CRC-32 of everything after the header, up to here) and a pair. First what is to be added to the numbers that
 * stand in the values so far, in their order, zeros at the end left out; then the values that are new or of another shape, as [key, value].
 * So an entry of twenty meters takes about 350 characters. What follows a line with a wrong checksum means nothing.
 */
export class JournalText {
  readonly #cells = new Map<string, Cell>()
  #checksum = 0

  get values(): Map<string, unknown> {
    return new Map([...this.#cells].map(([key, cell]) => [key, valueOf(cell)]))
  }

  /** Brings the values up to date and gives the entry that says what differs; '' where nothing does. */
  entry(values: ReadonlyMap<string, unknown>): string {
    const differences: number[] = []
    const replaced: Replaced[] = []
    for (const [key, cell] of this.#cells) {
      const next = values.has(key) ? cellOf(values.get(key)) : cell
      const countable = next.shape === cell.shape && next.numbers.every((number, i) => isCountable(cell.numbers[i] ?? NaN, number))
      cell.numbers.forEach((number, i) => differences.push(countable ? (next.numbers[i] ?? NaN) - number : 0))
      if (!countable) replaced.push([key, values.get(key)])
      this.#cells.set(key, next)
    }
    for (const [key, value] of values) {
      if (this.#cells.has(key)) continue
      replaced.push([key, value])
      this.#cells.set(key, cellOf(value))
    }
    differences.length = differences.findLastIndex((difference) => difference !== 0) + 1
    return differences.length + replaced.length === 0 ? '' : this.#line(differences, replaced)
  }

  /** The whole text anew, its values in one entry. */
  anew(): string {
    this.#checksum = 0
    return header(currentVersion) + this.#line([], [...this.values])
  }

  /** Takes one line of a text over; false where it is damaged. */
  apply(line: string): boolean {
    const body = line.slice(9)
    const checksum = crc32(body, this.#checksum)
    if (line.slice(0, 9) !== `${hex(checksum)} `) return false
    const entry: unknown = JSON.parse(body)
    if (!isEntry(entry)) return false
    const [differences, replaced] = entry
    let i = 0
    for (const { numbers } of this.#cells.values()) numbers.forEach((number, at) => (numbers[at] = number + (differences[i++] ?? 0)))
    for (const [key, value] of replaced) this.#cells.set(key, cellOf(value))
    this.#checksum = checksum
    return true
  }

  #line(differences: number[], replaced: Replaced[]): string {
    const body = JSON.stringify([differences, replaced])
    this.#checksum = crc32(body, this.#checksum)
    return `${hex(this.#checksum)} ${body}\n`
  }
}

export const currentVersion = 1
const header = (version: number) => `energy-monitor journal ${version}\n`

type Replaced = [key: string, value: unknown]
type Entry = [differences: number[], replaced: Replaced[]]

const isEntry = (entry: unknown): entry is Entry =>
  Array.isArray(entry) && isArrayOf(entry[0], (part) => Number.isSafeInteger(part)) && isArrayOf(entry[1], isReplaced)
const isReplaced = (part: unknown) => Array.isArray(part) && part.length === 2 && typeof part[0] === 'string'
const isArrayOf = (list: unknown, test: (part: unknown) => boolean) => Array.isArray(list) && list.every(test)

/** A value as its JSON with zeros for the numbers, and the numbers. */
interface Cell {
  shape: string
  numbers: number[]
}

function cellOf(value: unknown): Cell {
  const numbers: number[] = []
  const shape = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'number' || !Number.isFinite(part)) return part
    numbers.push(part)
    return 0
  })
  return { shape, numbers }
}

function valueOf({ shape, numbers }: Cell): unknown {
  let i = 0
  return JSON.parse(shape, (_key, part: unknown) => (typeof part === 'number' ? numbers[i++] : part))
}

/** Whether the difference says exactly what came of the number. */
const isCountable = (before: number, after: number) =>
  before === after || (Number.isSafeInteger(before) && Number.isSafeInteger(after) && Number.isSafeInteger(after - before))

const hex = (checksum: number) => checksum.toString(16).padStart(8, '0')

import type { z } from 'zod'
import type { AnyDriver, AnyLine, Answers, Ports, Side } from '../../src/drivers/driver.ts'
import { checkedAttributes, type Attributes } from '../../src/entities/attributes.ts'
import type { Kept, Total } from '../../src/entities/kept.ts'
import { limitedRow } from '../../src/entities/limits.ts'
import { composition } from '../../src/entities/parts.ts'
import { isTotal, type Command, type Reading, type Rows, type Value } from '../../src/entities/rows.ts'
import { Channel } from '../../src/runtime/channel.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { listedLog } from './listedLog.ts'
import { portsOf } from './ports.ts'

/** What survives from one run of a device to the next. Totals of a part are under `part.row`. */
export interface Memory {
  readonly totals: Map<string, number>
  kept: unknown
  /** What of `kept` is on disk for certain: all that is left after a power cut. */
  flushed: unknown
  /** How long that takes, by the clock. */
  flushMs: number
}

export const emptyMemory = (): Memory => ({ totals: new Map(), kept: undefined, flushed: undefined, flushMs: 0 })

/** What a driver said of its device, or of one part of it. */
interface Heard {
  /** The last value of each row that was reported. */
  readonly values: Readonly<Record<string, Value>>
  /** Every report, in order. */
  readonly reports: readonly Readonly<Record<string, Value>>[]
  readonly problem: string | null
  /** The last attributes of each row that were told. */
  readonly attributes: Readonly<Record<string, Attributes>>
  /** Its rows with the limits that they have now. */
  readonly rows: Rows
  readonly ask: (command: Command<Rows>) => void
}

export interface TestRun extends Heard {
  readonly log: readonly string[]
  /** How it ended; undefined while it runs. */
  readonly outcome: { readonly error: unknown } | undefined
  part(id: string): Heard
  /** Asks what the program's tools ask. */
  inquire(name: string, question: unknown): Promise<unknown>
  stop(): void
}

/** How a driver is run: its device's `publish` where it matters. */
export interface TestOptions {
  memory?: Memory
  publishMs?: number
  steps?: Readonly<Record<string, number>>
}

/** Runs a driver against a line that checks what the contract asks of it. The `clock` has to be advanced for anything to happen. */
export function runOnTestLine(
  driver: AnyDriver,
  own: unknown,
  ports: Partial<Ports>,
  clock: Clock,
  { memory = emptyMemory(), publishMs = 10_000, steps = {} }: TestOptions = {},
): TestRun {
  const stopped = new AbortController()
  const { log, lines } = listedLog()
  const heard = (rows: Rows, prefix: string) => hearing(rows, prefix, memory, stopped.signal)
  const whole = composition(driver, 'device', own)
  const device = heard(whole.rows, '')
  const parts = whole.parts.map(({ part: { kind, id }, rows }) => {
    const { heard: partHeard, side } = heard(rows, `${id}.`)
    return { kind, id, heard: partHeard, side }
  })
  let answers: Answers = {}
  const line: AnyLine & { ports: Ports } = {
    ...device.side,
    settings: own,
    publishMs,
    steps,
    ports: portsOf(ports),
    clock,
    log,
    signal: stopped.signal,
    part(kind, id) {
      const part = parts.find((each) => each.kind === kind && each.id === id)
      if (part === undefined) throw new Error(`there is no part ${id} of the kind ${kind}`)
      return part.side
    },
    keep: (schema, initial) => keptIn(memory, clock, schema, initial),
    answer: (given) => void (answers = given),
  }
  let outcome: { error: unknown } | undefined
  const ended = (error: unknown) => void (outcome = { error })
  driver.run(line).then(() => ended(null), ended)
  return {
    values: device.heard.values,
    reports: device.heard.reports,
    get problem() {
      return device.heard.problem
    },
    attributes: device.heard.attributes,
    get rows() {
      return device.heard.rows
    },
    ask: device.heard.ask,
    log: lines,
    get outcome() {
      return outcome
    },
    part(id: string): Heard {
      const part = parts.find((each) => each.id === id)
      if (part === undefined) throw new Error(`there is no part ${id}`)
      return part.heard
    },
    async inquire(name: string, question: unknown) {
      const answer = answers[name]
      if (answer === undefined) throw new Error(`there is no answer to ${name}`)
      return answer(question)
    },
    stop: () => stopped.abort(),
  }
}

function hearing(described: Rows, prefix: string, memory: Memory, signal: AbortSignal): { heard: Heard; side: Side<Rows> } {
  const commands = new Channel<Command<Rows>>(signal)
  const reports: Record<string, Value>[] = []
  const values: Record<string, Value> = {}
  const told: Record<string, Attributes> = {}
  let problem: string | null = null
  let rows = described
  const side: Side<Rows> = {
    commands,
    report: (reading) => {
      const checked = checkedReading(rows, reading)
      reports.push(checked)
      Object.assign(values, checked)
    },
    problem: (sentence) => void (problem = sentence),
    attributes: (key, attributes) => void (told[key] = checkedAttributes('device', key, rows[key], attributes)),
    limit: (key, limits) => {
      const row = rows[key]
      if (row === undefined) throw new Error(`${key} is limited without a row for it`)
      rows = { ...rows, [key]: limitedRow(row, limits) }
    },
    total: (key) => totalIn(rows, memory, prefix, key),
  }
  const heard = {
    values,
    reports,
    get problem() {
      return problem
    },
    attributes: told,
    get rows() {
      return rows
    },
    ask: (command: Command<Rows>) => commands.push(command),
  }
  return { heard, side }
}

function checkedReading(rows: Rows, reading: Reading<Rows>): Record<string, Value> {
  const checked: Record<string, Value> = {}
  for (const [key, value] of Object.entries(reading)) {
    const row = rows[key]
    if (row === undefined || row.platform === 'button' || isTotal(row)) throw new Error(`${key} is reported without a row for it`)
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key} is reported as ${value}`)
    if (value !== undefined) checked[key] = value
  }
  return checked
}

function totalIn(rows: Rows, { totals }: Memory, prefix: string, row: string): Total {
  const key = `${prefix}${row}`
  const found = rows[row]
  if (found === undefined || !isTotal(found)) throw new Error(`${key} is no total`)
  return {
    get value() {
      return totals.get(key) ?? null
    },
    begin: (value) => void (totals.has(key) || totals.set(key, value)),
    add: (amount) => {
      if (!(amount >= 0 && Number.isFinite(amount))) throw new Error(`${amount} is added to ${key}`)
      totals.set(key, (totals.get(key) ?? 0) + amount)
    },
  }
}

function keptIn<T>(memory: Memory, clock: Clock, schema: z.ZodType<T>, initial: T): Kept<T> {
  let value = memory.kept === undefined ? initial : schema.parse(memory.kept)
  return {
    get value() {
      return value
    },
    save: (next) => {
      value = schema.parse(next)
      memory.kept = value
    },
    flush: async () => {
      const flushing = value
      if (memory.flushMs > 0) await clock.sleep(memory.flushMs)
      memory.flushed = flushing
    },
  }
}

import type { z } from 'zod'
import type { AnyDriver, Line, Ports } from '../../src/drivers/driver.ts'
import type { Kept, Total } from '../../src/entities/kept.ts'
import { isTotal, type Command, type Reading, type Rows, type Value } from '../../src/entities/rows.ts'
import { Channel } from '../../src/runtime/channel.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { listedLog } from './listedLog.ts'

/** What survives from one run of a device to the next. */
export interface Memory {
  readonly totals: Map<string, number>
  kept: unknown
}

export const emptyMemory = (): Memory => ({ totals: new Map(), kept: undefined })

export interface TestRun {
  /** The last value of each row that was reported. */
  readonly values: Readonly<Record<string, Value>>
  /** Every report, in order. */
  readonly reports: readonly Readonly<Record<string, Value>>[]
  readonly log: readonly string[]
  /** How it ended; undefined while it runs. */
  readonly outcome: { readonly error: unknown } | undefined
  ask(command: Command<Rows>): void
  stop(): void
}

/** Runs a driver against a line that checks what the contract asks of it. The `clock` has to be advanced for anything to happen. */
export function runOnTestLine(driver: AnyDriver, own: unknown, ports: Ports, clock: Clock, memory = emptyMemory()): TestRun {
  const stopped = new AbortController()
  const commands = new Channel<Command<Rows>>(stopped.signal)
  const { log, lines } = listedLog()
  const reports: Record<string, Value>[] = []
  const values: Record<string, Value> = {}
  const line: Line<unknown, Rows, never> & { ports: Ports } = {
    settings: own,
    ports,
    clock,
    log,
    signal: stopped.signal,
    commands,
    report: (reading) => {
      const checked = checkedReading(driver.entities, reading)
      reports.push(checked)
      Object.assign(values, checked)
    },
    total: (key) => totalIn(driver.entities, memory, key),
    keep: (schema, initial) => keptIn(memory, schema, initial),
  }
  let outcome: { error: unknown } | undefined
  const ended = (error: unknown) => void (outcome = { error })
  driver.run(line).then(() => ended(null), ended)
  return {
    values,
    reports,
    log: lines,
    get outcome() {
      return outcome
    },
    ask: (command) => commands.push(command),
    stop: () => stopped.abort(),
  }
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

function totalIn(rows: Rows, { totals }: Memory, key: string): Total {
  const row = rows[key]
  if (row === undefined || !isTotal(row)) throw new Error(`${key} is no total`)
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

function keptIn<T>(memory: Memory, schema: z.ZodType<T>, initial: T): Kept<T> {
  let value = memory.kept === undefined ? initial : schema.parse(memory.kept)
  return {
    get value() {
      return value
    },
    save: (next) => {
      value = schema.parse(next)
      memory.kept = value
    },
  }
}

import { join } from 'node:path'
import type { z } from 'zod'
import type { Kept } from '../entities/kept.ts'
import type { Clock } from './clock.ts'
import { diskCause } from './diskCause.ts'
import type { Files } from './files.ts'
import { Journal } from './journal.ts'
import { readJournal } from './journalVersions.ts'
import { largestTotal, recordSchema, recordToJson, TotalState, type LedgerTotal } from './ledgerTotal.ts'
import type { Log } from './log.ts'

export interface StateOptions {
  /** Made where it is missing. */
  folder: string
  files: Files
  clock: Clock
  log: Log
  /** 45 s where left out: with the time that a slow card takes to sync, the disk is never more than 60 s behind. */
  flushMs?: number
  /** How many characters are appended to the journal before it is written anew. */
  compactAfter?: number
}

type World = Required<Pick<StateOptions, 'folder' | 'clock' | 'log' | 'flushMs'>>

/** Opens the state that the folder holds. Rejects with a ConfigError where it is not ours to use; a disk that takes no writes is told, and the program runs on. */
export async function openState({ folder, files, clock, log, flushMs = 45_000, compactAfter = 64 * 1024 }: StateOptions): Promise<State> {
  const path = join(folder, 'state.journal')
  const text = await readJournal(files, path, log)
  const state = new State(text.values, new Journal(files, path, text, compactAfter), { folder, clock, log, flushMs })
  await state.flush()
  return state
}

/**
 * What survives: totals and kept values by key (`boiler.energy`, `boiler`). What has left the settings stays in the journal, so that a device
 * that comes back goes on from where it stood.
 */
export class State {
  readonly #values: Map<string, unknown>
  readonly #journal: Journal
  readonly #world: World
  readonly #totals = new Map<string, TotalState>()
  readonly #refused = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #hurry = new AbortController()
  #flushing: Promise<void> = Promise.resolve()
  #trouble: string | null = null

  constructor(values: Map<string, unknown>, journal: Journal, world: World) {
    this.#values = values
    this.#journal = journal
    this.#world = world
  }

  /** Why the disk takes no writes, one sentence; null while it does. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** The value under the key as the schema reads it, which may bring an older version up to date; `initial` where there is none or the schema refuses it. */
  kept<T>(key: string, schema: z.ZodType<T>, initial: T): Kept<T> {
    let value = this.#load(key, schema, initial)
    const save = (next: T) => {
      value = schema.parse(next)
      this.#values.set(key, asJson(value))
    }
    return {
      get value() {
        return value
      },
      save,
      flush: () => this.flush(),
    }
  }

  /** One and the same object for a key. */
  total(key: string): LedgerTotal {
    return this.#total(key)
  }

  /** Tells what the broker has of a total: each total is shown to nobody before. null where it has none or where there is no broker. The first time in a process counts. */
  resolve(key: string, retained: number | null): void {
    const possible = retained === null || (retained >= 0 && retained <= largestTotal)
    if (!possible) this.#world.log.warn(`The broker has ${retained} for ${key}, which is no total: it is ignored`)
    this.#total(key).resolve(possible ? retained : null)
  }

  /** Calls the listener after each flush until the signal: what is durable may have changed. */
  onFlushed(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener)
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true })
  }

  /** Flushes every now and then until the signal, and at once when a total became known or was set. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#world.clock.sleep(this.#world.flushMs, AbortSignal.any([signal, this.#hurry.signal])).catch(() => undefined)
      if (signal.aborted) return
      this.#hurry = new AbortController()
      await this.flush()
    }
  }

  /** Everything that was added, set and saved is on disk once this resolves, or the disk takes no writes, see `trouble`. */
  flush(): Promise<void> {
    const flush = () => this.#flush()
    this.#flushing = this.#flushing.then(flush, flush)
    return this.#flushing
  }

  /** The last flush. */
  close(): Promise<void> {
    return this.flush()
  }

  async #flush(): Promise<void> {
    const records = [...this.#totals].flatMap(([key, total]) => (total.record === null ? [] : [{ key, total, record: total.record }]))
    for (const { key, record } of records) this.#values.set(key, recordToJson(record))
    const cause = await this.#journal.write(this.#values).then(() => null, diskCause)
    this.#tell(cause)
    for (const { total, record } of records) total.flushed(record, cause === null)
    for (const listener of this.#listeners) listener()
  }

  #tell(cause: string | null): void {
    const { folder, log } = this.#world
    const told = this.#trouble !== null
    this.#trouble =
      cause === null ? null : `State folder ${folder} cannot be written (${cause}): totals are only in memory and at the broker`
    if (this.#trouble === null && told) log.info(`State folder ${folder} can be written again: totals are on disk`)
    if (this.#trouble !== null && !told) log.error(this.#trouble)
  }

  #total(key: string): TotalState {
    const found = this.#totals.get(key)
    if (found) return found
    const total = new TotalState(this.#load(key, recordSchema.nullable(), null), () => this.#hurry.abort())
    this.#totals.set(key, total)
    return total
  }

  #load<T>(key: string, schema: z.ZodType<T>, initial: T): T {
    if (!this.#values.has(key)) return initial
    const loaded = schema.safeParse(this.#values.get(key))
    if (loaded.success) return loaded.data
    if (!this.#refused.has(key))
      this.#world.log.warn(`What was kept of ${key} cannot be used and is begun anew`, { issues: loaded.error.issues })
    this.#refused.add(key)
    return initial
  }
}

/** A copy; throws on what JSON cannot hold, so that it is the failure of the device that saves it and not of every flush. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

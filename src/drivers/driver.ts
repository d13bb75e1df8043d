import type { z } from 'zod'
import type { Kept, Total } from '../entities/kept.ts'
import type { Command, Reading, Rows, TotalKey } from '../entities/rows.ts'
import type { ModbusBuses } from '../protocols/modbus/modbus.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** All ports that some driver may name. */
export interface Ports {
  modbus: ModbusBuses
}

/** What a running device is handed. `signal` ends it; `run` then rejects or resolves, both are fine. */
export interface Line<S, R extends Rows, P extends keyof Ports> {
  readonly settings: S
  readonly ports: Pick<Ports, P>
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** New values; the first one marks the device online. A key without a row and a number that is none throw: our bug. */
  report(this: void, reading: Reading<R>): void
  /** What users ask for, in order, until the signal. Commands that come while the device is down are refused before they get here. */
  readonly commands: AsyncIterable<Command<R>>
  total(this: void, row: TotalKey<R>): Total
  /** State of this device that survives, by its own schema, which carries a version. One a device. */
  keep<T>(this: void, schema: z.ZodType<T>, initial: T): Kept<T>
}

/** What Home Assistant shows of the make. */
interface Make {
  manufacturer: string
  model: string
}

/**
 * A device is data plus one function: calling `run` starts it, the signal stops it, a throw is its failure.
 * Only the supervisor restarts it.
 */
export interface Driver<S, R extends Rows, P extends keyof Ports> {
  /** Its name in the settings (`driver: pzem`). */
  readonly kind: string
  /** The device's own keys in the settings, with their defaults and limits: a strict object. */
  readonly settings: z.ZodType<S>
  /** The ports it needs. */
  readonly needs: readonly P[]
  make(settings: S): Make
  readonly entities: R
  run(line: Line<S, R, P>): Promise<void>
}

/**
 * A driver of any kind, as whoever starts it sees it. `settings` is what its own schema made of the device's keys. It asks for no port by type,
 * so that drivers with other needs are drivers too; it is handed all that it `needs`.
 */
export interface AnyDriver {
  readonly kind: string
  readonly settings: z.ZodType
  readonly needs: readonly (keyof Ports)[]
  make(settings: unknown): Make
  readonly entities: Rows
  run(line: Line<unknown, Rows, never>): Promise<void>
}

/** Defines a driver with its types inferred. */
export const driver = <S, const R extends Rows, const P extends keyof Ports>(definition: Driver<S, R, P>) => definition

import type { z } from 'zod'
import type { Kept, Total } from '../entities/kept.ts'
import type { Part, Parts } from '../entities/parts.ts'
import type { Command, Limits, Reading, Rows, TotalKey } from '../entities/rows.ts'
import type { Sources } from '../entities/source.ts'
import type { Gpio, SpiBuses } from '../hardware/ports.ts'
import type { Channel } from '../measure/calibration/channel.ts'
import type { ModbusBuses } from '../protocols/modbus/modbus.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** All ports that some driver may name. */
export interface Ports {
  modbus: ModbusBuses
  spi: SpiBuses
  gpio: Gpio
  sources: Sources
}

/** What is said and heard of a device, or of one of its parts. */
export interface Side<R extends Rows> {
  /** New values; the first one marks it online. A key without a row and a number that is none throw: our bug. */
  report(this: void, reading: Reading<R>): void
  /** What is wrong though it works, in one sentence; null: nothing. Told when it changes; a new run begins with nothing. */
  problem(this: void, sentence: string | null): void
  /**
   * What is to be known of a sensor beside its value, plain data; seldom, as it is published at once. Kept until it is told anew, over runs too.
   * A row without `attributes: true` and JSON of more than 16 000 bytes throw: our bug.
   */
  attributes(this: void, row: keyof R & string, attributes: Readonly<Record<string, unknown>>): void
  /** Other limits of one of its rows from now on, which are published again where they differ. Called before the first wait of a run, nobody sees those before. A key without a row throws: our bug. */
  limit(this: void, row: keyof R & string, limits: Limits): void
  /** What users ask for, in order, until the signal. Commands that come while it is offline are refused before they get here. */
  readonly commands: AsyncIterable<Command<R>>
  total(this: void, row: TotalKey<R>): Total
}

/** What the program's own tools (calibration, the oscilloscope) may ask a running device, by name. The answers are plain data. */
export type Answers = Readonly<Record<string, (question: unknown) => Promise<unknown>>>

/** What a running device is handed. `signal` ends it; `run` then rejects or resolves, both are fine. */
export interface Line<S, R extends Rows, P extends keyof Ports, K extends Kinds = NoKinds> extends Side<R> {
  readonly settings: S
  /** How often what has changed is published. */
  readonly publishMs: number
  /** What a change is worth to be told at once, by entity, where the settings say other than the rows. */
  readonly steps: Readonly<Record<string, number>>
  readonly ports: Pick<Ports, P>
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** One of the parts that `parts.of` gave for these settings; any other one throws. */
  part<Kind extends keyof K & string>(this: void, kind: Kind, id: string): Side<K[Kind]>
  /** State of this device that survives, by its own schema, which carries a version. One a device. */
  keep<T>(this: void, schema: z.ZodType<T>, initial: T): Kept<T>
  /** What it answers as long as this run goes on. */
  answer(this: void, answers: Answers): void
}

/** Rows by kind of part. */
export type Kinds = Readonly<Record<string, Rows>>
/** Of a driver without parts: no kind can be named. */
interface NoKinds {
  readonly [kind: string]: never
}

/** Something to print: an SVG of its true size, under the name that the settings have for it. */
export interface Drawing {
  readonly name: string
  svg(): string
}

/** What Home Assistant shows of the make. */
interface Make {
  manufacturer: string
  model: string
}

/** Which parts a device has, each a Home Assistant device of its own below it. */
interface PartsOf<S, K extends Kinds> {
  readonly rows: K
  of(settings: S): readonly (Part & { readonly kind: keyof K & string })[]
}

/**
 * A device is data plus one function: calling `run` starts it, the signal stops it, a throw is its failure.
 * Only the supervisor restarts it.
 */
export interface Driver<S, R extends Rows, P extends keyof Ports, K extends Kinds = NoKinds> {
  /** Its name in the settings (`driver: pzem`). */
  readonly kind: string
  /** The device's own keys in the settings, with their defaults and limits: a strict object. */
  readonly settings: z.ZodType<S>
  /** The ports it needs. */
  readonly needs: readonly P[]
  make(settings: S): Make
  /** What only one device can have (a chip select, a pin), as users know it. */
  claims?(settings: S): readonly string[]
  readonly entities: R
  /** Which of these rows the device has; all of them where this is left out. */
  rows?(this: void, settings: S): readonly (keyof R & string)[]
  readonly parts?: PartsOf<S, K>
  /** How long it may go on after its signal, to leave things in order, ms; at most 6 000. What it needs of its ports for that it opens with a signal of its own. */
  stopMs?(settings: S): number
  /** What of it can be calibrated, with the factors that these settings give; it then answers to `reading`. */
  channels?(settings: S): readonly Channel[]
  /** What of it can be printed. */
  drawings?(settings: S): readonly Drawing[]
  run(line: Line<S, R, P, K>): Promise<void>
}

/** A line of which no types are known. */
export type AnyLine = Line<unknown, Rows, never, Kinds>

/**
 * A driver of any kind, as whoever starts it sees it. `settings` is what its own schema made of the device's keys. It asks for no port by type,
 * so that drivers with other needs are drivers too; it is handed all that it `needs`.
 */
export interface AnyDriver {
  readonly kind: string
  readonly settings: z.ZodType
  readonly needs: readonly (keyof Ports)[]
  make(settings: unknown): Make
  claims?(settings: unknown): readonly string[]
  readonly entities: Rows
  rows?(this: void, settings: unknown): readonly string[]
  readonly parts?: Parts
  stopMs?(settings: unknown): number
  channels?(settings: unknown): readonly Channel[]
  drawings?(settings: unknown): readonly Drawing[]
  run(line: AnyLine): Promise<void>
}

/** Defines a driver with its types inferred. */
export const driver = <S, const R extends Rows, const P extends keyof Ports, const K extends Kinds = NoKinds>(
  definition: Driver<S, R, P, K>,
) => definition

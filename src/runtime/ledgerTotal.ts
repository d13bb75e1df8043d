import { z } from 'zod'
import type { Total } from '../entities/kept.ts'

/** A total as the program sees it. */
export interface LedgerTotal extends Total {
  /**
   * What others may be shown: what the disk held at the last flush, so that it never falls, not even over a power cut.
   * While the disk takes no writes, the value of the last attempt. null until the total is known, on disk, and compared with the broker's.
   */
  readonly durable: number | null
  /** The user's correction, which may go down; flushed at once. */
  set(value: number): void
}

/**
 * One total. Where it stands follows from three things, in whichever order they come to be known:
 *
 * | journal | broker    | the total                                                                              |
 * |---------|-----------|----------------------------------------------------------------------------------------|
 * | J       | nothing   | J + all that was added                                                                 |
 * | J       | R         | the greater of R and J + the first add; + all that was added later                     |
 * | nothing | R         | R + all that was added; `begin` says nothing                                           |
 * | nothing | nothing   | begin + all that was added; without a begin from 0; null while there is neither        |
 * | nothing | not asked | null for others; begin and adds are kept in the journal too, and go on after a restart |
 *
 * R is ahead of J when the state folder is older than the broker (a restored backup, a disk that took no writes). A device with a counter of its own
 * then counts in its first add what R already has: only what goes beyond R is new. That this first add is still awaited survives a restart.
 */
export class TotalState implements LedgerTotal {
  readonly #changed: () => void
  #known: number | null = null
  /** How much of the known total is the broker's lead on the journal. */
  #ahead = 0
  /** The total right after the first add of this process. */
  #afterFirstAdd: number | null = null
  #begin: number | null = null
  /** While it is not known. */
  #added = 0
  #resolved = false
  /** The broker's total, below which nothing may be shown; like `#shown` in millionths. */
  #floor = 0
  #shown: number | null = null
  #openOnDisk = false

  /** `changed` asks for a flush soon: what others are shown has changed by more than adds. */
  constructor(record: TotalRecord | null, changed: () => void) {
    this.#changed = changed
    if (record === null) return
    if ('begin' in record) {
      this.#begin = record.begin === null ? null : record.begin / scale
      this.#added = record.added / scale
    } else {
      this.#known = record.known / scale
      this.#ahead = record.ahead / scale
    }
    this.flushed(record, true)
  }

  get value(): number | null {
    return this.#known
  }

  get durable(): number | null {
    return this.#resolved && this.#shown !== null && this.#shown >= this.#floor ? this.#shown / scale : null
  }

  begin(value: number): void {
    this.#begin ??= checked(value)
    this.#settle()
  }

  add(amount: number): void {
    if (this.#known === null) {
      this.#added += checked(amount)
      return this.#settle()
    }
    this.#known += Math.max(0, checked(amount) - this.#ahead)
    this.#ahead = 0
    this.#afterFirstAdd ??= this.#known
  }

  set(value: number): void {
    this.#known = checked(value)
    this.#ahead = 0
    if (!this.#resolved) this.#shown = null
    this.#resolved = true
    this.#floor = 0
    this.#changed()
  }

  /** The broker's total, null where it has none. The first time in a process counts. */
  resolve(retained: number | null): void {
    if (this.#resolved) return
    this.#resolved = true
    if (retained !== null) this.#floor = millionths(retained)
    if (this.#known === null) this.#begin = retained ?? this.#begin
    else this.#lift(retained ?? 0, this.#known)
    this.#settle()
    this.#changed()
  }

  /** What the journal is to hold; null where there is nothing to keep. */
  get record(): TotalRecord | null {
    if (this.#known !== null) return { known: millionths(this.#known), ahead: millionths(this.#ahead) }
    if (this.#begin === null && this.#added === 0) return null
    return { begin: this.#begin === null ? null : millionths(this.#begin), added: millionths(this.#added) }
  }

  /**
   * A record was written, or the disk did not take it. What the disk holds of a total that was not known yet must be replaced there
   * before the total is shown: a restart would add it to the broker's total once more.
   */
  flushed(record: TotalRecord, written: boolean): void {
    if (written) this.#openOnDisk = 'begin' in record
    this.#shown = this.#openOnDisk || 'begin' in record ? null : record.known
  }

  #settle(): void {
    if (!this.#resolved || this.#known !== null || (this.#begin === null && this.#added === 0)) return
    this.#known = (this.#begin ?? 0) + this.#added
    this.#changed()
  }

  #lift(retained: number, known: number): void {
    const lead = Math.max(0, retained - (this.#afterFirstAdd ?? known))
    this.#known = known + lead
    if (this.#afterFirstAdd === null) this.#ahead += lead
  }
}

/** A total in the journal, in millionths (of a kWh: mWh). */
export type TotalRecord = { known: number; ahead: number } | { begin: number | null; added: number }

/** A known total is a bare number there, which is nearly always so. */
export const recordToJson = (record: TotalRecord): unknown => ('begin' in record || record.ahead > 0 ? record : record.known)

export const recordSchema: z.ZodType<TotalRecord> = z.union([
  z.int().transform((known) => ({ known, ahead: 0 })),
  z.strictObject({ known: z.int(), ahead: z.int() }),
  z.strictObject({ begin: z.int().nullable(), added: z.int() }),
])

/** Far beyond what any house uses, and small enough to count in millionths. */
export const largestTotal = 1e9

function checked(value: number): number {
  if (value >= 0 && value <= largestTotal) return value
  throw new RangeError(`${value} is no total and no part of one`)
}

const scale = 1e6
const millionths = (value: number) => Math.round(value * scale)

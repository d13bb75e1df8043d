import { z } from 'zod'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'

/** The totals of a device as they were last retained at the broker, by row, in the row's unit. */
export type RetainedTotals = Readonly<Record<string, number>>

const schema = z.record(z.string(), z.number().nonnegative())

const quietMs = 100

/** What a session has received of them. */
export class TotalsInbox {
  readonly #totals = new Map<string, RetainedTotals>()
  readonly #log: Log
  #received = 0

  constructor(log: Log) {
    this.#log = log
  }

  /** null where nothing is retained that can be read. */
  of(device: string): RetainedTotals | null {
    return this.#totals.get(device) ?? null
  }

  take(device: string, payload: Uint8Array): void {
    this.#received += 1
    const totals = readTotals(payload)
    if (totals !== null) this.#totals.set(device, totals)
    else if (payload.length > 0) this.#log.warn(`the totals of ${device} retained at the broker cannot be read`)
  }

  /** Resolves when no more come in: on some brokers our own message overtakes what is retained. */
  async complete(clock: Clock, signal: AbortSignal): Promise<void> {
    for (let before = -1; before !== this.#received;) {
      before = this.#received
      await clock.sleep(quietMs, signal)
    }
  }
}

/** null for what is no such object. */
const readTotals = (payload: Uint8Array): RetainedTotals | null => schema.safeParse(parsed(new TextDecoder().decode(payload))).data ?? null

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

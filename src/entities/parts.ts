import { limitedRows } from './limits.ts'
import type { Limits, Rows } from './rows.ts'

/** A part of a device that others see as a device of its own below it: a board's channel. */
export interface Part {
  /** One of the driver's kinds of parts, which have the same rows. */
  readonly kind: string
  /** Unique in its device, with the rules of a device's id. */
  readonly id: string
  readonly name: string
  readonly model: string
  /** Which of the rows of its kind it has; all of them where this is left out. */
  readonly rows?: readonly string[]
  /** What the settings say of its rows. */
  readonly limits?: Readonly<Record<string, Limits>>
}

/** A driver's parts: rows by kind of part, and which parts there are by the device's settings. */
export interface Parts {
  readonly rows: Readonly<Record<string, Rows>>
  of(settings: unknown): readonly Part[]
}

/** What a part is known by on the node. */
export const partId = (device: string, part: string) => `${device}_${part}`

/** Whether an id that is known on the node is the device's own or could be that of one of its parts. */
export const isOfDevice = (id: string, device: string) => id === device || id.startsWith(partId(device, ''))

interface Composed {
  readonly entities: Rows
  readonly rows?: (settings: unknown) => readonly string[]
  readonly parts?: Parts
}

/** What a device of a driver consists of by its settings: its own rows, and its parts by what they are known by on the node. */
export function composition({ entities, rows, parts }: Composed, id: string, settings: unknown) {
  return {
    id,
    rows: chosen(entities, rows?.(settings)),
    parts: (parts?.of(settings) ?? []).map((part) => ({
      id: partId(id, part.id),
      part,
      rows: limitedRows(chosen(parts?.rows[part.kind] ?? {}, part.rows), part.limits ?? {}),
    })),
  }
}

const chosen = (rows: Rows, keys: readonly string[] = Object.keys(rows)): Rows =>
  Object.fromEntries(Object.entries(rows).filter(([key]) => keys.includes(key)))

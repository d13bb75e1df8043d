/** A value that is measured elsewhere: by another device of this program, by a program on the broker, in Home Assistant. */

/** Where it comes from, as the settings say. */
export interface SourceSettings {
  /** `board.solar.power` (device, part, entity of this node), `mqtt:some/topic#json.path`, `ha:sensor.inverter_power`; see origin.ts. */
  readonly from: string
  /** What it is taken to be in where its origin does not tell: of the same dimension as `unit`. */
  readonly fromUnit: string
  /** The unit in which it is wanted; none ('') takes it as it is told. */
  readonly unit: string
  /** Older than this it is unknown. Age counts from receipt. */
  readonly maxAgeMs: number
}

/** An open source: what is known of it now. */
export interface Source {
  /** In the unit that was asked for; null: unknown, because it never came, is too old or cannot be read. */
  readonly value: number | null
  /** Since the receipt of the last value; null where none came. Of a value in Home Assistant: since Home Assistant last proved to be there, as it tells changes only. */
  readonly ageMs: number | null
  /** Why it is unknown, one sentence; null where it is known. */
  readonly problem: string | null
  /** Calls the listener whenever something is told of it, a value, changed or not, or that it is unknown now, until the signal. Growing too old is not told. */
  listen(listener: () => void, signal: AbortSignal): void
}

export interface Sources {
  /** Opens a source until the signal. What is not there (yet) is unknown, not an error. */
  open(settings: SourceSettings, signal: AbortSignal): Source
}

/** Entity rows: what a device measures and lets one set, as data. Everything that others see of a device is derived from them. */

interface Common {
  /** Shown in Home Assistant, sentence case, never repeating the device's name. Left out where the device class has a name, which Home Assistant translates. */
  name?: string
  /** The first publication shows it switched off; the user can enable it. */
  disabled?: true
  /** "mdi:…", only where the device class brings none. */
  icon?: string
}

/** A measured value, or a text that the device tells. */
export interface Sensor extends Common {
  platform: 'sensor'
  deviceClass?: string
  unit?: string
  stateClass?: 'measurement'
  category?: 'diagnostic'
  /** Decimal places that are published and shown. */
  precision?: number
  /** A change of this much, in `unit`, is published at once instead of at the device's next publication. */
  step?: number
  /** It has attributes, see `Side.attributes`. */
  attributes?: true
}

/** A total that only grows (energy, volume): kept over restarts by the ledger, never reported by a driver, see `Line.total`. */
export interface TotalSensor extends Common {
  platform: 'sensor'
  deviceClass: string
  unit: string
  stateClass: 'total_increasing'
  precision: number
}

/** Something that is either so or not; true is the state that the device class names ("problem": there is one). */
interface BinarySensor extends Common {
  platform: 'binary_sensor'
  deviceClass?: string
  category?: 'diagnostic'
}

/** A number that the user or an automation sets. */
export interface NumberSetting extends Common {
  platform: 'number'
  deviceClass?: string
  unit?: string
  min: number
  max: number
  /** At least 0.001; commands are rounded to it. */
  step: number
  category?: 'config'
  /** The total that this number shows and sets by hand; without a value of its own. */
  sets?: string
}

type TotalSetting = NumberSetting & { sets: string }

/** One of some words that the user or an automation chooses. */
export interface Select extends Common {
  platform: 'select'
  /** Home Assistant has no classes of selects. */
  deviceClass?: never
  /** As they are shown. Home Assistant takes "none", however it is written, as unknown. */
  options: readonly [string, ...string[]]
  category?: 'config'
}

/** An action without a value. */
interface Button extends Common {
  platform: 'button'
  deviceClass?: string
  category?: 'config' | 'diagnostic'
}

export type Row = Sensor | TotalSensor | BinarySensor | NumberSetting | Select | Button
export type Rows = Readonly<Record<string, Row>>

/** What of a row may depend on the settings, or change while the device runs. */
export interface Limits {
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly precision?: number
  readonly options?: readonly [string, ...string[]]
}

/** What a row's value can be. null is "not known", which is never 0. */
export type Value = number | string | boolean | null

export const isTotal = (row: Row): row is TotalSensor => row.platform === 'sensor' && row.stateClass === 'total_increasing'

/** Whether the row has a value of its own in the device's state. */
export const carriesValue = (row: Row): boolean => row.platform !== 'button' && !(row.platform === 'number' && row.sets !== undefined)

/** Whether the row has attributes beside its value. */
export const hasAttributes = (row: Row): boolean => row.platform === 'sensor' && 'attributes' in row

/** The keys of the rows that are totals. */
export type TotalKey<R extends Rows> = { [K in keyof R]: R[K] extends TotalSensor ? K : never }[keyof R] & string

type Reported<R extends Row> = R extends BinarySensor
  ? boolean | null
  : R extends NumberSetting
    ? number | null
    : R extends Select
      ? string | null
      : R extends { stateClass: 'measurement' }
        ? number | null
        : number | string | null

/** Some of a device's values, by row. Totals, what sets one, and buttons are not reported. */
export type Reading<R extends Rows> = {
  readonly [K in keyof R as R[K] extends TotalSensor | TotalSetting | Button ? never : K]?: Reported<R[K]>
}

/** What the user asked of one writable row, already validated against it. */
export type Command<R extends Rows> = { [K in keyof R & string]: CommandOf<K, R[K]> }[keyof R & string]

type CommandOf<K extends string, R extends Row> = Row extends R
  ? { entity: K; value?: number | string }
  : R extends NumberSetting
    ? { entity: K; value: number }
    : R extends Select
      ? { entity: K; value: string }
      : R extends Button
        ? { entity: K }
        : never

import type { Attributes } from './attributes.ts'
import { carriesValue, hasAttributes, isTotal, type Rows, type Value } from './rows.ts'

/** A device as others see it: a meter, a board, one of a board's channels; the node itself too. */
export interface DeviceDescription {
  /** Unique on the node; part of its topics. */
  readonly id: string
  /** The device that it is a part of; left out for the node and what stands directly below it. */
  readonly above?: string
  readonly name: string
  readonly manufacturer: string
  readonly model: string
  /** Rows of the driver, completed by what every device has (`problem`, the setters of its totals). */
  readonly rows: Rows
  readonly publishMs: number
  readonly steps: Readonly<Record<string, number>>
}

/** What is known of a device now. `values` has every key of its rows that carries a value, null where unknown. */
export interface DeviceState {
  readonly description: DeviceDescription
  readonly online: boolean
  readonly values: Values
  /** Why it is not well, one sentence; null when it is. */
  readonly problem: string | null
  /** By row, as far as they were told; they stay when it goes offline. */
  readonly attributes: Readonly<Record<string, Attributes>>
}

export type DeviceChange = 'added' | 'values' | 'availability' | 'problem' | 'attributes' | 'removed'

/** The binary sensor that every device has: something is wrong with it; its attribute says what. */
export const problemKey = 'problem'

type Values = Readonly<Record<string, Value>>

/** `told` holds the values that came with the change, also those that repeat what was known. */
type Listener = (id: string, change: DeviceChange, told: Values) => void

/** The live table of all devices: drivers' readings come in, the publisher and others look and listen. */
export class Devices {
  readonly #states = new Map<string, DeviceState>()
  readonly #listeners = new Set<Listener>()

  get all(): readonly DeviceState[] {
    return [...this.#states.values()]
  }

  get(id: string): DeviceState | undefined {
    return this.#states.get(id)
  }

  /** Adds a device, offline and with all values unknown, or replaces its description and keeps what is known of the rows that stay. */
  add(description: DeviceDescription): void {
    const before = this.#states.get(description.id)
    const keys = Object.entries(description.rows).flatMap(([key, row]) => (carriesValue(row) ? [key] : []))
    const problem = before?.problem ?? null
    const values = { ...Object.fromEntries(keys.map((key) => [key, before?.values[key] ?? null])), [problemKey]: problem !== null }
    const attributes = stayingAttributes(description.rows, before?.attributes ?? {})
    this.#states.set(description.id, { description, online: before?.online ?? false, values, problem, attributes })
    this.#tell(description.id, 'added', {})
  }

  /** Merges new values. */
  update(id: string, values: Values): void {
    this.#change(id, 'values', values, (state) => ({ ...state, values: { ...state.values, ...values } }))
  }

  /** Merges the first values after a silence and marks the device online and well, in one change. */
  bringOnline(id: string, values: Values): void {
    this.#change(id, 'availability', values, (state) => ({
      ...state,
      online: true,
      problem: null,
      values: { ...state.values, ...values, [problemKey]: false },
    }))
  }

  /** Makes every measured value unknown; totals stay, and so does the problem. */
  takeOffline(id: string): void {
    this.#change(id, 'availability', {}, (state) => ({ ...state, online: false, values: forgetMeasured(state) }))
  }

  setProblem(id: string, problem: string | null): void {
    this.#change(id, 'problem', {}, (state) => ({ ...state, problem, values: { ...state.values, [problemKey]: problem !== null } }))
  }

  /** Replaces the attributes of a row. */
  setAttributes(id: string, key: string, attributes: Attributes): void {
    this.#change(id, 'attributes', {}, (state) => ({ ...state, attributes: { ...state.attributes, [key]: attributes } }))
  }

  remove(id: string): void {
    if (this.#states.delete(id)) this.#tell(id, 'removed', {})
  }

  /** Listens until the signal. */
  listen(listener: Listener, signal: AbortSignal): void {
    this.#listeners.add(listener)
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true })
  }

  #change(id: string, change: DeviceChange, told: Values, next: (state: DeviceState) => DeviceState): void {
    const state = this.#states.get(id)
    if (!state) return
    this.#states.set(id, next(state))
    this.#tell(id, change, told)
  }

  #tell(id: string, change: DeviceChange, told: Values): void {
    for (const listener of this.#listeners) listener(id, change, told)
  }
}

const stayingAttributes = (rows: Rows, attributes: DeviceState['attributes']) =>
  Object.fromEntries(
    Object.entries(attributes).filter(([key]) => {
      const row = rows[key]
      return row !== undefined && hasAttributes(row)
    }),
  )

const forgetMeasured = ({ description, values }: DeviceState) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, staysKnown(key, description.rows) ? value : null]))

const staysKnown = (key: string, rows: Rows) => {
  const row = rows[key]
  return key === problemKey || (row !== undefined && isTotal(row))
}

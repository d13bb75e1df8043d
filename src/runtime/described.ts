import { isDeepStrictEqual } from 'node:util'
import type { Side } from '../drivers/driver.ts'
import { checkedAttributes, type Attributes } from '../entities/attributes.ts'
import { completeRows } from '../entities/completeRows.ts'
import type { DeviceDescription, Devices } from '../entities/devices.ts'
import { ConfigError } from '../entities/errors.ts'
import { limitedRow } from '../entities/limits.ts'
import { isTotal, type Command, type Limits, type Reading, type Row, type Rows, type Value } from '../entities/rows.ts'
import { Channel } from './channel.ts'
import type { State } from './ledger.ts'
import type { LedgerTotal } from './ledgerTotal.ts'
import type { Log } from './log.ts'

interface World {
  devices: Devices
  state: State
  log: Log
  /** What the keys of all devices in the state begin with. */
  keys: string
}

/** A device, or a part of one, as it stands in the table of devices: what its driver says of it goes there, and commands go to the driver. */
export class Described {
  readonly id: string
  #description: DeviceDescription
  /** Without what every device has. */
  #rows: Rows
  readonly #world: World
  readonly #log: Log
  readonly #totals: ReadonlyMap<string, LedgerTotal>
  #commands: Channel<Command<Rows>> | null = null

  /** Until the signal its totals are shown as far as they are on disk. */
  constructor(description: Omit<DeviceDescription, 'rows'>, rows: Rows, world: World, signal: AbortSignal) {
    this.id = description.id
    this.#rows = rows
    this.#description = { ...description, rows: completeRows(rows) }
    this.#world = world
    this.#log = world.log.about(description.id)
    this.#totals = totalsOf(this.#description, world)
    world.devices.add(this.#description)
    this.#showTotals()
    world.state.onFlushed(() => this.#showTotals(), signal)
  }

  /** Hands a validated command over; throws a ConfigError with the sentence why not. */
  command(command: Command<Rows>): void {
    const { entity, value } = command
    const row = this.#description.rows[entity]
    const online = this.#world.devices.get(this.id)?.online
    if (row?.platform === 'number' && row.sets !== undefined && typeof value === 'number') this.#totals.get(row.sets)?.set(value)
    else if (!online) throw new ConfigError(`${this.id} is offline and takes no commands`)
    else if (this.#commands) this.#commands.push(command)
    else throw new ConfigError(`${this.id} is being stopped and takes no commands`)
  }

  /** What the driver gets of it for one run. */
  side(signal: AbortSignal, healthy: () => void): Side<Rows> {
    const commands = new Channel<Command<Rows>>(signal)
    this.#commands = commands
    signal.addEventListener('abort', () => void (this.#commands = null), { once: true })
    return {
      commands,
      report: (reading) => this.#report(reading, healthy),
      problem: (sentence) => this.#tell(sentence),
      attributes: (key, attributes) => this.#tellAttributes(key, attributes),
      limit: (key, limits) => this.#limit(key, limits),
      total: (key) => this.#total(key),
    }
  }

  /** Takes it offline, for this reason where it has one of its own. */
  fail(problem: string | null): void {
    this.#world.devices.takeOffline(this.id)
    this.#world.devices.setProblem(this.id, problem)
  }

  offline(): void {
    this.#world.devices.takeOffline(this.id)
  }

  /** The first report proves that it is there. */
  #report(reading: Reading<Rows>, healthy: () => void): void {
    const { devices } = this.#world
    const values: Record<string, Value> = {}
    for (const [key, value] of Object.entries(reading)) {
      if (value !== undefined) values[key] = checked(this.id, key, this.#description.rows[key], value)
    }
    if (devices.get(this.id)?.online) return devices.update(this.id, values)
    devices.bringOnline(this.id, values)
    healthy()
  }

  #tell(sentence: string | null): void {
    const { devices } = this.#world
    const before = devices.get(this.id)?.problem ?? null
    if (sentence === before) return
    if (sentence === null) this.#log.info('is well again')
    else this.#log.warn(sentence)
    devices.setProblem(this.id, sentence)
  }

  #tellAttributes(key: string, attributes: Attributes): void {
    const { devices } = this.#world
    const told = checkedAttributes(this.id, key, this.#rows[key], attributes)
    if (!isDeepStrictEqual(told, devices.get(this.id)?.attributes[key])) devices.setAttributes(this.id, key, told)
  }

  #limit(key: string, limits: Limits): void {
    const row = this.#rows[key]
    if (row === undefined) throw new Error(`${this.id} limits ${key}, for which it has no row`)
    const limited = limitedRow(row, limits)
    if (isDeepStrictEqual(limited, row)) return
    this.#rows = { ...this.#rows, [key]: limited }
    this.#description = { ...this.#description, rows: completeRows(this.#rows) }
    this.#world.devices.add(this.#description)
  }

  #total(key: string): LedgerTotal {
    const total = this.#totals.get(key)
    if (total === undefined) throw new Error(`${this.id} has no total ${key}`)
    return total
  }

  /** What may be shown of the totals: only what would survive a power cut. */
  #showTotals(): void {
    this.#world.devices.update(this.id, Object.fromEntries([...this.#totals].map(([key, total]) => [key, total.durable])))
  }
}

const totalsOf = ({ id, rows }: DeviceDescription, { state, keys }: World) =>
  new Map(Object.entries(rows).flatMap(([key, row]) => (isTotal(row) ? [[key, state.total(`${keys}${id}.${key}`)] as const] : [])))

function checked(id: string, key: string, row: Row | undefined, value: Value): Value {
  if (row === undefined || row.platform === 'button' || isTotal(row)) throw new Error(`${id} reports ${key}, for which it has no row`)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${id} reports ${value} as ${key}`)
  return value
}

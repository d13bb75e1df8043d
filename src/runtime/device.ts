import type { AnyDriver, Line, Ports } from '../drivers/driver.ts'
import { completeRows } from '../entities/completeRows.ts'
import type { DeviceDescription, Devices } from '../entities/devices.ts'
import { ConfigError } from '../entities/errors.ts'
import { isTotal, type Command, type Reading, type Row, type Rows, type Value } from '../entities/rows.ts'
import type { DeviceSettings } from '../settings/settings.ts'
import { Channel } from './channel.ts'
import type { Clock } from './clock.ts'
import type { State } from './ledger.ts'
import type { LedgerTotal } from './ledgerTotal.ts'
import type { Log } from './log.ts'
import { supervise } from './supervise.ts'

/** What all devices of the program share. */
export interface DeviceWorld {
  devices: Devices
  state: State
  clock: Clock
  log: Log
  random: () => number
  /** What the keys of all devices in the state begin with. */
  keys: string
}

/** A device that runs its driver under supervision until the signal, and is described to all who look. */
export class RunningDevice {
  readonly #driver: AnyDriver
  readonly #settings: DeviceSettings
  readonly #ports: Ports
  readonly #world: DeviceWorld
  readonly #log: Log
  readonly #description: DeviceDescription
  readonly #totals: Totals
  #commands: Channel<Command<Rows>> | null = null
  /** Resolves when it has ended. */
  readonly done: Promise<void>

  constructor(driver: AnyDriver, settings: DeviceSettings, ports: Ports, world: DeviceWorld, signal: AbortSignal) {
    this.#driver = driver
    this.#settings = settings
    this.#ports = ports
    this.#world = world
    this.#log = world.log.about(settings.id)
    this.#description = describe(driver, settings)
    this.#totals = totalsOf(this.#description, world)
    world.devices.add(this.#description)
    this.#showTotals()
    world.state.onFlushed(() => this.#showTotals(), signal)
    this.done = this.#supervised(signal)
  }

  /** Hands a validated command over; throws a ConfigError with the sentence why not. */
  command(command: Command<Rows>): void {
    const row = this.#description.rows[command.entity]
    if (row?.platform === 'number' && row.sets !== undefined && command.value !== undefined) this.#totals.get(row.sets)?.set(command.value)
    else if (this.#commands && this.#world.devices.get(this.#settings.id)?.online) this.#commands.push(command)
    else throw new ConfigError(`${this.#settings.id} is offline and takes no commands`)
  }

  async #supervised(signal: AbortSignal): Promise<void> {
    const { devices, clock, random } = this.#world
    const { id } = this.#settings
    const run = (until: AbortSignal, healthy: () => void) => attempt(until, (over) => this.#driver.run(this.#line(over, healthy)))
    const failed = (problem: string) => {
      devices.takeOffline(id)
      devices.setProblem(id, problem)
    }
    await supervise({ run, up: 'online', failed, clock, log: this.#log, signal, random })
    devices.takeOffline(id)
  }

  #line(signal: AbortSignal, healthy: () => void): Line<unknown, Rows, never> & { ports: Ports } {
    const { devices, clock, state, keys } = this.#world
    const { id, own } = this.#settings
    const commands = new Channel<Command<Rows>>(signal)
    this.#commands = commands
    return {
      settings: own,
      ports: this.#ports,
      clock,
      log: this.#log,
      signal,
      commands,
      report: reporting(this.#description, devices, healthy),
      total: (key) => this.#total(key),
      keep: (schema, initial) => state.kept(keys + id, schema, initial),
    }
  }

  #total(key: string): LedgerTotal {
    const total = this.#totals.get(key)
    if (total === undefined) throw new Error(`${this.#settings.id} has no total ${key}`)
    return total
  }

  /** What may be shown of the totals: only what would survive a power cut. */
  #showTotals(): void {
    this.#world.devices.update(this.#settings.id, Object.fromEntries([...this.#totals].map(([key, total]) => [key, total.durable])))
  }
}

/** A run whose signal also ends when it fails, so that nothing of it goes on beside the next attempt. */
async function attempt(signal: AbortSignal, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const over = new AbortController()
  try {
    await run(AbortSignal.any([signal, over.signal]))
  } finally {
    over.abort()
  }
}

const describe = (driver: AnyDriver, { id, name, publishMs, steps, own }: DeviceSettings): DeviceDescription => ({
  id,
  name,
  ...driver.make(own),
  rows: completeRows(driver.entities),
  publishMs,
  steps,
})

type Totals = ReadonlyMap<string, LedgerTotal>

const totalsOf = ({ id, rows }: DeviceDescription, { state, keys }: DeviceWorld): Totals =>
  new Map(Object.entries(rows).flatMap(([key, row]) => (isTotal(row) ? [[key, state.total(`${keys}${id}.${key}`)] as const] : [])))

/** Checks what a driver reports and shows it; the first report proves that the device is there. */
function reporting({ id, rows }: DeviceDescription, devices: Devices, healthy: () => void) {
  return (reading: Reading<Rows>) => {
    const values: Record<string, Value> = {}
    for (const [key, value] of Object.entries(reading)) {
      if (value !== undefined) values[key] = checked(id, key, rows[key], value)
    }
    if (devices.get(id)?.online) return devices.update(id, values)
    devices.bringOnline(id, values)
    healthy()
  }
}

function checked(id: string, key: string, row: Row | undefined, value: Value): Value {
  if (row === undefined || row.platform === 'button' || isTotal(row)) throw new Error(`${id} reports ${key}, for which it has no row`)
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${id} reports ${value} as ${key}`)
  return value
}

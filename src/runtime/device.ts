import type { z } from 'zod'
import type { Driver, Line, Ports } from '../drivers/driver.ts'
import { completeRows } from '../entities/completeRows.ts'
import type { DeviceDescription, Devices } from '../entities/devices.ts'
import { ConfigError } from '../entities/errors.ts'
import { isTotal, type Command, type Reading, type Row, type Rows, type Value } from '../entities/rows.ts'
import type { DeviceSettings } from '../settings/settings.ts'
import { Channel } from './channel.ts'
import type { Clock } from './clock.ts'
import type { State } from './ledger.ts'
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

/** A device that runs until its signal. */
export interface RunningDevice {
  /** Hands a validated command over; throws a ConfigError with the sentence why not. */
  command(command: Command<Rows>): void
  /** Resolves when it has ended. */
  readonly done: Promise<void>
}

/** Describes the device to all who look, and runs its driver under supervision. */
export function startDevice(
  driver: Driver<unknown, Rows, keyof Ports>,
  settings: DeviceSettings,
  ports: Ports,
  world: DeviceWorld,
  signal: AbortSignal,
): RunningDevice {
  const { id } = settings
  const log = world.log.about(id)
  const description = describe(driver, settings)
  const totals = totalsOf(description, world)
  const show = () => world.devices.update(id, durable(totals))
  world.devices.add(description)
  show()
  world.state.onFlushed(show, signal)

  let commands = new Channel<Command<Rows>>(AbortSignal.abort())
  const run = (until: AbortSignal, healthy: () => void) =>
    attempt(until, async (attemptSignal) => {
      commands = new Channel(attemptSignal)
      const report = reporting(description, world.devices, healthy)
      const line = {
        settings: settings.own,
        ports,
        clock: world.clock,
        log,
        signal: attemptSignal,
        commands,
        report,
        ...keeping(id, totals, world),
      }
      await driver.run(line satisfies Line<unknown, Rows, keyof Ports>)
    })
  const failed = (problem: string) => {
    world.devices.takeOffline(id)
    world.devices.setProblem(id, problem)
  }
  return {
    done: supervise({ run, failed, clock: world.clock, log, signal, random: world.random }).finally(() => world.devices.takeOffline(id)),
    command(command) {
      const row = description.rows[command.entity]
      if (row?.platform === 'number' && row.sets !== undefined && command.value !== undefined) totals.get(row.sets)?.set(command.value)
      else if (world.devices.get(id)?.online) commands.push(command)
      else throw new ConfigError(`${id} is offline and takes no commands`)
    },
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

const describe = (driver: Driver<unknown, Rows, keyof Ports>, { id, name, publishMs, steps, own }: DeviceSettings): DeviceDescription => ({
  id,
  name,
  ...driver.make(own),
  rows: completeRows(driver.entities),
  publishMs,
  steps,
})

type Totals = ReadonlyMap<string, ReturnType<State['total']>>

const totalsOf = ({ id, rows }: DeviceDescription, { state, keys }: DeviceWorld): Totals =>
  new Map(Object.entries(rows).flatMap(([key, row]) => (isTotal(row) ? [[key, state.total(`${keys}${id}.${key}`)] as const] : [])))

/** What may be shown of the totals: only what would survive a power cut. */
const durable = (totals: Totals) => Object.fromEntries([...totals].map(([key, total]) => [key, total.durable]))

function keeping(id: string, totals: Totals, { state, keys }: DeviceWorld) {
  return {
    total(key: string) {
      const total = totals.get(key)
      if (total === undefined) throw new Error(`${id} has no total ${key}`)
      return total
    },
    keep: <T>(schema: z.ZodType<T>, initial: T) => state.kept(keys + id, schema, initial),
  }
}

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

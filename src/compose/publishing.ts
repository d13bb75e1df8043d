import { randomBytes, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Devices } from '../entities/devices.ts'
import { isOfDevice } from '../entities/parts.ts'
import type { Kept } from '../entities/kept.ts'
import { isTotal, type Command, type Rows } from '../entities/rows.ts'
import { mqttBroker } from '../homeassistant/mqttBroker.ts'
import { publisher } from '../homeassistant/publisher.ts'
import { nothingRemembered, rememberedSchema, type Remembered } from '../homeassistant/remembered.ts'
import type { Clock } from '../runtime/clock.ts'
import type { State } from '../runtime/ledger.ts'
import type { Log } from '../runtime/log.ts'
import { supervise } from '../runtime/supervise.ts'
import type { MqttSettings } from '../settings/settings.ts'

/** What all publishing of this program has in common. */
export interface PublishingWorld {
  state: State
  /** Where the broker is, looked up anew for every connection. */
  broker: (written: MqttSettings | null) => Promise<MqttSettings>
  version: string
  startedMs: number
  clock: Clock
  /** Real time. */
  networkClock: Clock
  log: Log
  random: () => number
}

/** One node's devices at the broker. */
export interface Published {
  node: string
  mqtt: MqttSettings | null
  devices: Devices
  mistaken: () => readonly string[]
  onCommand: (id: string, command: Command<Rows>) => void
  /** Prefix of the device's keys in the state. */
  keys: string
}

export interface Publishing {
  /** The settings changed: withdraws what has gone from them. */
  review(): void
  /** Resolves when the goodbye is said. */
  readonly done: Promise<void>
}

const url = 'https://github.com/energy-monitor-home/energy-monitor'

/** What Home Assistant may know of a node's devices, kept over restarts. */
export const rememberedOf = (state: State, node: string): Kept<Remembered> =>
  state.kept(`published.${node}`, rememberedSchema, nothingRemembered)

/** Publishes until the signal, connecting again for ever. */
export function startPublishing(
  world: PublishingWorld,
  published: Published,
  remembered: Kept<Remembered>,
  signal: AbortSignal,
): Publishing {
  const { node, mqtt, devices, mistaken, onCommand } = published
  const { state, broker, version, startedMs, clock, networkClock, random } = world
  const log = world.log.about('broker')
  const clientId = `energy-monitor-${node}-${randomBytes(4).toString('hex')}`
  const home = publisher({
    connect: async (will, until) => mqttBroker(await broker(mqtt), clientId)(will, until),
    node,
    program: { version, url },
    discoveryPrefix: mqtt?.discoveryPrefix ?? 'homeassistant',
    me: { id: randomUUID(), startedMs, host: hostname() },
    devices,
    mistaken: () => withParts(mistaken(), Object.keys(remembered.value.devices)),
    remembered,
    resolveTotals: (id, totals) => {
      for (const key of totalsOf(devices, id)) state.resolve(`${published.keys}${id}.${key}`, totals?.[key] ?? null)
    },
    onCommand,
    clock,
    networkClock,
    log,
  })
  return {
    review: () => home.review(),
    done: supervise({ run: (until, healthy) => home.run(until, healthy), up: 'connected', clock: networkClock, log, signal, random }),
  }
}

/** Mistaken devices, and what was published as a part of one: which parts it has nobody knows before the mistake is mended. */
export const withParts = (mistaken: readonly string[], published: readonly string[]): string[] => [
  ...new Set([...mistaken, ...published.filter((id) => mistaken.some((device) => isOfDevice(id, device)))]),
]

const totalsOf = (devices: Devices, id: string) =>
  Object.entries(devices.get(id)?.description.rows ?? {}).flatMap(([key, row]) => (isTotal(row) ? [key] : []))

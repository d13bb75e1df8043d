import { isDeepStrictEqual } from 'node:util'
import type { AnyDriver, Ports } from '../drivers/driver.ts'
import type { Command, Rows } from '../entities/rows.ts'
import { ConfigError } from '../entities/errors.ts'
import { isOfDevice } from '../entities/parts.ts'
import type { DeviceSettings, Mistake } from '../settings/settings.ts'
import { RunningDevice, type DeviceWorld } from './device.ts'

interface Member {
  settings: DeviceSettings
  stop: AbortController
  /** Aborted when it has ended: its ports may be needed to leave things in order. */
  over: AbortController
  running: RunningDevice
}

/** The signal is aborted when the device has ended. */
type PortsFor = (device: DeviceSettings, signal: AbortSignal) => Ports

/** All devices of the settings, each running by itself; new settings restart only what they change. */
export class Fleet {
  readonly #members = new Map<string, Member>()
  readonly #world: DeviceWorld
  readonly #driverOf: (kind: string) => AnyDriver
  readonly #portsFor: PortsFor
  #mistaken: ReadonlySet<string> = new Set()
  /** What stands in the table of devices: the members, and what has become mistaken since. */
  readonly #described = new Set<string>()
  #stopping = false

  constructor(world: DeviceWorld, driverOf: (kind: string) => AnyDriver, portsFor: PortsFor) {
    this.#world = world
    this.#driverOf = driverOf
    this.#portsFor = portsFor
  }

  /** The devices that the settings name, but wrongly: off, yet not withdrawn. */
  get mistaken(): readonly string[] {
    return [...this.#mistaken]
  }

  /** Stops what has gone or changed and starts what is new or changed, but nothing more once all are to stop. Resolves when the old ones have ended and the new ones are started. */
  async apply(devices: readonly DeviceSettings[], mistakes: readonly Mistake[]): Promise<void> {
    this.#mistaken = new Set(mistakes.flatMap(({ device }) => (device === null ? [] : [device])))
    const wanted = new Map(devices.map((device) => [device.id, device]))
    const over = [...this.#members].filter(([id, { settings }]) => !isDeepStrictEqual(settings, wanted.get(id)))
    await Promise.all(over.map(([id]) => this.#stop(id)))
    if (this.#stopping) return
    for (const device of devices) if (!this.#members.has(device.id)) this.#start(device)
    this.#forgetGone()
    for (const { device, sentence } of mistakes) if (device !== null) this.#world.devices.setProblem(device, sentence)
  }

  /** Throws a ConfigError where there is no such device. */
  command(id: string, command: Command<Rows>): void {
    const member = [...this.#members.values()].find(({ running }) => running.ids.includes(id))
    if (member === undefined) throw new ConfigError(`there is no device ${id}`)
    member.running.command(id, command)
  }

  /** Asks a device's driver; rejects with a ConfigError where there is no such device or no answer now. */
  async ask(id: string, name: string, question: unknown): Promise<unknown> {
    const member = this.#members.get(id)
    if (member === undefined) throw new ConfigError(`there is no device ${id}`)
    return member.running.ask(name, question)
  }

  /** How long the slowest of them may go on after its signal. */
  get stopMs(): number {
    return Math.max(0, ...[...this.#members.values()].map(({ running }) => running.stopMs))
  }

  /** Stops all; `wait` says how long it waits for a device of this `stopMs` to end. */
  async stop(wait: (ended: Promise<void>, stopMs: number) => Promise<void> = (ended) => ended): Promise<void> {
    this.#stopping = true
    await Promise.all([...this.#members].map(([id, { running }]) => wait(this.#stop(id), running.stopMs)))
  }

  #start(settings: DeviceSettings): void {
    const stop = new AbortController()
    const over = new AbortController()
    const ports = this.#portsFor(settings, over.signal)
    const running = new RunningDevice(this.#driverOf(settings.driver), settings, ports, this.#world, stop.signal)
    this.#members.set(settings.id, { settings, stop, over, running })
    for (const id of running.ids) this.#described.add(id)
  }

  /** Takes out of the table what the settings do not name any more: devices, and parts of devices that stay. */
  #forgetGone(): void {
    const there = new Set([...this.#members.values()].flatMap(({ running }) => running.ids))
    const mistaken = [...this.#mistaken]
    for (const id of this.#described) {
      if (there.has(id) || mistaken.some((device) => isOfDevice(id, device))) continue
      this.#world.devices.remove(id)
      this.#described.delete(id)
    }
  }

  async #stop(id: string): Promise<void> {
    const member = this.#members.get(id)
    member?.stop.abort()
    await member?.running.done
    member?.over.abort()
    this.#members.delete(id)
  }
}

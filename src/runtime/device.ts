import { setMaxListeners } from 'node:events'
import type { AnyDriver, AnyLine, Answers, Ports } from '../drivers/driver.ts'
import type { Devices } from '../entities/devices.ts'
import { ConfigError } from '../entities/errors.ts'
import { composition } from '../entities/parts.ts'
import type { Command, Rows } from '../entities/rows.ts'
import type { DeviceSettings } from '../settings/settings.ts'
import type { Clock } from './clock.ts'
import { Described } from './described.ts'
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

/** However long a driver wants to go on after its signal: the program must end. */
const longestStopMs = 6_000

/** A device that runs its driver under supervision until the signal, and is described, with its parts, to all who look. */
export class RunningDevice {
  readonly #driver: AnyDriver
  readonly #settings: DeviceSettings
  readonly #ports: Ports
  readonly #world: DeviceWorld
  readonly #log: Log
  readonly #own: Described
  /** By what they are known by on the node. */
  readonly #parts: ReadonlyMap<string, PartDescribed>
  #answers: Answers = {}
  /** How long it may go on after its signal, to leave things in order. */
  readonly stopMs: number
  /** Resolves when it has ended. */
  readonly done: Promise<void>

  constructor(driver: AnyDriver, settings: DeviceSettings, ports: Ports, world: DeviceWorld, signal: AbortSignal) {
    this.#driver = driver
    this.#settings = settings
    this.#ports = ports
    this.#world = world
    this.#log = world.log.about(settings.id)
    const { id, name, publishMs, steps, own } = settings
    const { manufacturer, model } = driver.make(own)
    const common = { manufacturer, publishMs, steps }
    this.stopMs = Math.min(driver.stopMs?.(own) ?? 0, longestStopMs)
    const whole = composition(driver, id, own)
    this.#own = new Described({ ...common, id, name, model }, whole.rows, world, signal)
    this.#parts = new Map(
      whole.parts.map(({ id: known, part, rows }) => {
        const description = { ...common, id: known, name: part.name, model: part.model, above: id }
        return [known, { kind: part.kind, id: part.id, described: new Described(description, rows, world, signal) }]
      }),
    )
    this.done = this.#supervised(signal)
  }

  /** What it and its parts are known by on the node. */
  get ids(): readonly string[] {
    return [this.#settings.id, ...this.#parts.keys()]
  }

  /** Hands a validated command over to the device or its part of that id; throws a ConfigError with the sentence why not. */
  command(id: string, command: Command<Rows>): void {
    const described = id === this.#settings.id ? this.#own : this.#parts.get(id)?.described
    if (described === undefined) throw new ConfigError(`there is no device ${id}`)
    described.command(command)
  }

  /** Asks the driver. Rejects with a ConfigError where it cannot answer now. */
  async ask(name: string, question: unknown): Promise<unknown> {
    const { id } = this.#settings
    const answer = this.#answers[name]
    if (answer !== undefined) return answer(question)
    const online = this.#world.devices.get(id)?.online === true
    throw new ConfigError(online ? `${id} knows nothing of ${name}` : `${id} is offline and tells nothing`)
  }

  async #supervised(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#world
    const parts = [...this.#parts.values()].map(({ described }) => described)
    const run = (until: AbortSignal, healthy: () => void) => attempt(until, (over) => this.#driver.run(this.#line(over, healthy)))
    const failed = (problem: string) => {
      this.#answers = {}
      for (const part of parts) part.fail(null)
      this.#own.fail(problem)
    }
    await supervise({ run, up: 'online', failed, clock, log: this.#log, signal, random })
    this.#answers = {}
    for (const described of [...parts, this.#own]) described.offline()
  }

  #line(signal: AbortSignal, healthy: () => void): AnyLine & { ports: Ports } {
    const { clock, state, keys } = this.#world
    const { id, own, publishMs, steps } = this.#settings
    const sides = [...this.#parts.values()].map((part) => ({ of: part, side: part.described.side(signal, healthy) }))
    return {
      ...this.#own.side(signal, healthy),
      settings: own,
      publishMs,
      steps,
      ports: this.#ports,
      clock,
      log: this.#log,
      signal,
      part: (kind, part) => {
        const found = sides.find(({ of }) => of.kind === kind && of.id === part)
        if (found === undefined) throw new Error(`${id} has no part ${part} of the kind ${kind}`)
        return found.side
      },
      keep: (schema, initial) => state.kept(keys + id, schema, initial),
      answer: (answers) => void (this.#answers = answers),
    }
  }
}

interface PartDescribed {
  readonly kind: string
  /** In its device. */
  readonly id: string
  readonly described: Described
}

/** A run whose signal also ends when it fails, so that nothing of it goes on beside the next attempt. */
async function attempt(signal: AbortSignal, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  // A device may wait for many things at once.
  setMaxListeners(0, either)
  try {
    await run(either)
  } finally {
    over.abort()
  }
}

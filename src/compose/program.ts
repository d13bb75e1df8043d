import { isDeepStrictEqual } from 'node:util'
import { deviceKinds, type DeviceKind } from '../drivers/index.ts'
import type { Ports } from '../drivers/driver.ts'
import { Devices } from '../entities/devices.ts'
import { ConfigError } from '../entities/errors.ts'
import { nodeDeviceId } from '../homeassistant/topics.ts'
import type { Command, Rows } from '../entities/rows.ts'
import type { ByteLines } from '../hardware/ports.ts'
import type { Clock } from '../runtime/clock.ts'
import { controlSocket, type ControlHandler, type ControlRequest } from '../runtime/control.ts'
import { Fleet } from '../runtime/fleet.ts'
import { openState, type State } from '../runtime/ledger.ts'
import type { Log } from '../runtime/log.ts'
import { nodeFiles } from '../runtime/nodeFiles.ts'
import type { DeviceSettings, GpioSettings, Loaded, MqttSettings, Settings } from '../settings/settings.ts'
import { askRequest, reloadRequest } from './asking.ts'
import { startControl } from './controlServer.ts'
import { NodeDevice } from './nodeDevice.ts'
import { rememberedOf, startPublishing, type Publishing, type PublishingWorld } from './publishing.ts'
import { realPorts, type Wired } from './real.ts'
import { retireOthers } from './retiredNodes.ts'
import { performScan, scanRequest } from './scanning.ts'
import { simulatedSite, type SimulatedSite } from './simulated.ts'
import { programSources, type Places } from './sources.ts'
import type { OpenSources } from '../sources/sources.ts'

export interface ProgramOptions {
  stateFolder: string
  version: string
  /** The serial lines of this machine. */
  lines: ByteLines
  broker: PublishingWorld['broker']
  /** The program's time, `--speed` times as fast as real time, and real time. */
  clock: Clock
  realClock: Clock
  log: Log
  random: () => number
  /** Totals and kept values of a demo stand apart from those of real devices. */
  demo: boolean
  /** The user asked for a restart in Home Assistant. */
  restart: () => void
  /** Another command asks that the settings be read again; resolves with whether they were taken over. */
  reload: () => Promise<boolean>
}

/** How long each step of a stop may take; together less than the 2 s that a stop may. A device that has to leave things in order may take longer than the others. */
const devicesMs = 600
const flushMs = 400
const goodbyeMs = 700

/** Everything that runs: the devices, what is kept of them, and the publishing. */
export class Program {
  readonly devices = new Devices()
  readonly #options: ProgramOptions
  readonly #state: State
  readonly #real: Wired
  readonly #sources: OpenSources
  #places: Places
  #gpio: GpioSettings
  readonly #simulated: SimulatedSite
  readonly #fleet: Fleet
  readonly #world: PublishingWorld
  readonly #over: AbortController
  readonly #flushing: Promise<void>
  #publishing: { node: string; mqtt: MqttSettings | null; running: Publishing; stop: AbortController; shown: NodeDevice } | null = null

  /** Starts with these settings. Rejects with a ConfigError where the state folder is not ours to use; then nothing in it has been touched. */
  static async start(options: ProgramOptions, settings: Settings, mistakes: Loaded['mistakes']): Promise<Program> {
    const { stateFolder: folder, clock, realClock, log, random } = options
    const over = new AbortController()
    let program: Program | null = null
    const answer: ControlHandler = async (request, progress, signal) => {
      if (program === null) throw new ConfigError('the program is still starting')
      return program.#answer(request, progress, signal)
    }
    await nodeFiles.makeFolder(folder).catch(() => undefined)
    await startControl(controlSocket(folder), answer, { clock: realClock, log: log.about('control'), random, signal: over.signal })
    program = new Program(options, settings, await openState({ folder, files: nodeFiles, clock, log: log.about('state') }), over)
    await program.apply(settings, mistakes)
    return program
  }

  private constructor(options: ProgramOptions, settings: Settings, state: State, over: AbortController) {
    this.#over = over
    const { clock, realClock, log, random, demo } = options
    this.#options = options
    this.#state = state
    this.#real = realPorts(options.lines, realClock, log, () => this.#gpio)
    this.#simulated = simulatedSite(clock, realClock)
    this.#places = settings
    this.#gpio = settings.gpio
    this.#sources = programSources({ ...options, devices: this.devices, places: () => this.#places, environment: process.env })
    const keys = demo ? 'demo/' : ''
    const world = { devices: this.devices, state, clock, log, random, keys }
    this.#fleet = new Fleet(
      world,
      (kind) => kindOf(kind).driver,
      (device, signal) => this.#portsFor(device, signal),
    )
    this.#world = { ...options, state, startedMs: clock.wallMs(), networkClock: realClock }
    this.#flushing = state.run(this.#over.signal)
  }

  /** Takes new settings over: only what they change is restarted. */
  async apply(settings: Settings, mistakes: Loaded['mistakes']): Promise<void> {
    const { node, mqtt, homeAssistant } = settings
    const moved = !isDeepStrictEqual([node, mqtt, homeAssistant], [this.#places.node, this.#places.mqtt, this.#places.homeAssistant])
    this.#places = { node, mqtt, homeAssistant }
    this.#gpio = settings.gpio
    if (moved) this.#sources.reconnect()
    const stays = this.#publishing !== null && isDeepStrictEqual([node, mqtt], [this.#publishing.node, this.#publishing.mqtt])
    if (!stays) await this.#stopPublishing()
    await this.#fleet.apply(settings.devices, mistakes)
    if (!stays) this.#startPublishing(node, mqtt)
    if (this.#publishing !== null) this.#publishing.shown.mistakes = mistakes
    this.#publishing?.running.review()
  }

  /** By how much a stop may take longer now than without devices that have to leave things in order. */
  get longerStopMs(): number {
    return Math.max(0, this.#fleet.stopMs - devicesMs)
  }

  /** Ends everything within 2 s and `longerStopMs`, whatever a device is doing; all totals are on disk then. */
  async stop(): Promise<void> {
    const { realClock } = this.#options
    await this.#fleet.stop((ended, stopMs) => within(realClock, Math.max(devicesMs, stopMs), ended))
    this.#over.abort()
    await within(
      realClock,
      flushMs,
      this.#flushing.then(() => this.#state.close()),
    )
    await within(realClock, goodbyeMs, this.#stopPublishing())
  }

  #portsFor(device: DeviceSettings, signal: AbortSignal): Ports {
    const sources = this.#sources
    if (device.simulate === null) return { ...this.#real, sources }
    this.#simulated.install(kindOf(device.driver), device, device.simulate, signal)
    return { ...this.#simulated.ports, sources }
  }

  #startPublishing(node: string, mqtt: MqttSettings | null): void {
    const stop = new AbortController()
    const { devices } = this
    const shown = new NodeDevice(node, devices, this.#options.version, this.#world.startedMs, stop.signal)
    const published = {
      node,
      mqtt,
      devices,
      mistaken: () => this.#fleet.mistaken,
      onCommand: (id: string, command: Command<Rows>) => (id === nodeDeviceId ? this.#options.restart() : this.#fleet.command(id, command)),
      keys: this.#options.demo ? 'demo/' : '',
    }
    const running = startPublishing(this.#world, published, rememberedOf(this.#state, node), stop.signal)
    this.#publishing = { node, mqtt, running, stop, shown }
    void retireOthers(this.#world, node, mqtt, stop.signal)
  }

  async #stopPublishing(): Promise<void> {
    this.#publishing?.stop.abort()
    await this.#publishing?.running.done
    this.#publishing = null
  }

  /** What other commands ask the program that runs. */
  async #answer(request: ControlRequest, progress: (step: unknown) => void, signal: AbortSignal): Promise<unknown> {
    if (request.command === 'status') return this.#status()
    if (reloadRequest.safeParse(request).success) return this.#options.reload()
    const ask = askRequest.safeParse(request)
    if (ask.success) return this.#fleet.ask(ask.data.device, ask.data.name, ask.data.question)
    const scan = scanRequest.safeParse(request)
    if (!scan.success) throw new ConfigError(`the program does not understand ${request.command.slice(0, 40)}`)
    const { port } = scan.data
    const { modbus } = (await this.#simulated.hasPort(port)) ? this.#simulated.ports : this.#real
    return performScan({ buses: modbus, port, signal: AbortSignal.any([signal, this.#over.signal]) }, scan.data, progress)
  }

  #status() {
    const devices = this.devices.all.filter(({ description }) => description.id !== nodeDeviceId)
    const { version, demo } = this.#options
    return { version, demo, devices: devices.length, online: devices.filter(({ online }) => online).length }
  }
}

function kindOf(kind: string): DeviceKind {
  const found = deviceKinds.find(({ driver }) => driver.kind === kind)
  if (found === undefined) throw new ConfigError(`there is no driver ${kind}`)
  return found
}

/** Waits for the promise, but no longer; how it ends does not matter any more. */
async function within(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  const late = new AbortController()
  const settled = promise.then(
    () => undefined,
    () => undefined,
  )
  await Promise.race([settled, clock.sleep(ms, late.signal).catch(() => undefined)]).finally(() => late.abort())
}

import { setMaxListeners } from 'node:events'
import type { DeviceDescription, Devices } from '../entities/devices.ts'
import { DeviceError } from '../entities/errors.ts'
import type { Kept } from '../entities/kept.ts'
import { isTotal, type Command, type Rows } from '../entities/rows.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { Broadcast } from './broadcast.ts'
import type { Connection, Message, Subscription } from './broker.ts'
import type { Instance } from './claim.ts'
import { Claiming, NameTaken } from './claiming.ts'
import { takeCommand } from './commandDesk.ts'
import type { Publication } from './discovery.ts'
import { Documents } from './documents.ts'
import { Outgoing } from './outgoing.ts'
import type { Remembered } from './remembered.ts'
import { type RetainedTotals, TotalsInbox } from './retainedTotals.ts'
import { offline, online } from './topics.ts'

export interface SessionInputs {
  publication: Publication
  /** This program. */
  me: Instance
  /** All devices that are described, the node's own among them. */
  devices: Devices
  /** Devices that the settings name, but wrongly: offline, their documents stay. */
  mistaken: () => readonly string[]
  remembered: Kept<Remembered>
  /** What is retained of a device's totals, null for nothing: told once a device, before anything of it is published. */
  resolveTotals: (id: string, totals: RetainedTotals | null) => void
  /** May throw the sentence why not. */
  onCommand: (id: string, command: Command<Rows>) => void
  /** Runs the publishing rule. */
  clock: Clock
  /** Times what Home Assistant and the broker do: real time also where `clock` is sped up. */
  networkClock: Clock
  log: Log
}

/** What outlives a session. */
export interface Memory {
  /** See Documents. */
  readonly deleted: Map<string, string>
  /** Devices with their totals, as far as those are resolved. */
  readonly resolved: Set<string>
}

const goodbyeMs = 500

/** One connection's life: claims the name, publishes everything and keeps it up to date, says goodbye. */
export class Session {
  readonly #in: SessionInputs
  readonly #memory: Memory
  readonly #connection: Connection
  readonly #over = new AbortController()
  readonly #outgoing: Outgoing
  readonly #claiming: Claiming
  readonly #documents: Documents
  readonly #broadcast: Broadcast
  readonly #totals: TotalsInbox
  #live = false
  /** Why it is over; null: it was asked to. */
  #cause: Error | null = null

  constructor(inputs: SessionInputs, memory: Memory, connection: Connection) {
    const { publication, me, networkClock } = inputs
    const { fail } = this
    const outgoing = new Outgoing(connection, fail)
    const common = { ...inputs, topics: publication.topics, outgoing, signal: this.#over.signal, fail }
    // Every device waits on it.
    setMaxListeners(0, this.#over.signal)
    this.#in = inputs
    this.#memory = memory
    this.#connection = connection
    this.#outgoing = outgoing
    this.#totals = new TotalsInbox(inputs.log)
    const say = (payload: string) => outgoing.send(publication.topics.instance, payload)
    this.#claiming = new Claiming({ me, say, clock: networkClock, signal: this.#over.signal, fail })
    this.#documents = new Documents({ ...common, clock: networkClock, deleted: memory.deleted })
    this.#broadcast = new Broadcast({ ...common, documents: this.#documents, meet: (ids) => this.#meet(ids) })
  }

  /** Ends it for this reason. */
  readonly fail = (error: unknown): void => this.#end(error instanceof Error ? error : new Error(String(error)))

  /** Runs until the signal; throws a DeviceError when the connection breaks, NameTaken when another program has the name. */
  async run(signal: AbortSignal, healthy: () => void): Promise<void> {
    const stop = () => this.#end(null)
    const ended = new Promise<void>((resolve) => this.#over.signal.addEventListener('abort', () => resolve(), { once: true }))
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    this.#connection.listen((message) => this.#hear(message))
    const [begun, closed] = [this.#begin(healthy), this.#connection.closed]
    begun.catch(this.fail)
    void closed.then((error) => this.#end(error ?? new DeviceError('the connection to the broker was closed')))
    await ended
    signal.removeEventListener('abort', stop)
    await this.#goodbye()
    if (this.#cause !== null) throw this.#cause
  }

  /** The settings changed: withdraws the devices that have gone from them. */
  review(): void {
    if (this.#live) this.#broadcast.review()
  }

  async #begin(healthy: () => void): Promise<void> {
    const { topics } = this.#in.publication
    const { instance, nodeAvailability, allTotals, allCommands, status } = topics
    await this.#connection.subscribe([nodeAvailability, ...status, instance].map((filter) => ({ filter, echo: true, past: true })))
    await this.#connection.subscribe([{ filter: allTotals, echo: false, past: true }])
    this.#claiming.ask()
    await this.#claiming.ours
    const { networkClock, devices } = this.#in
    const known = devices.all.every(({ description }) => this.#memory.resolved.has(withTotals(description)))
    if (!known) await this.#totals.complete(networkClock, this.#over.signal)
    await this.#connection.subscribe([{ filter: allCommands, echo: false, past: false }])
    if (this.#over.signal.aborted) return
    this.#live = true
    this.#broadcast.start()
    healthy()
  }

  /** Devices that this session has not published yet, or not with these rows. A total that is known keeps what it knows. */
  #meet(ids: readonly string[]): void {
    const { publication, devices, resolveTotals } = this.#in
    const descriptions = ids.flatMap((id) => devices.get(id)?.description ?? [])
    for (const description of descriptions.filter((each) => !this.#memory.resolved.has(withTotals(each)))) {
      this.#memory.resolved.add(withTotals(description))
      resolveTotals(description.id, this.#totals.of(description.id))
    }
    const documents = ids.map((id) => ({ filter: publication.topics.config(id), echo: false, past: false }) satisfies Subscription)
    if (ids.length > 0) this.#connection.subscribe(documents).catch(this.fail)
  }

  /** A fault of ours ends the session, not the program. */
  #hear(message: Message): void {
    if (this.#over.signal.aborted) return
    try {
      this.#take(message)
    } catch (error) {
      this.fail(error)
    }
  }

  #take(message: Message): void {
    const { topics } = this.#in.publication
    const { topic, payload } = message
    const device = topics.totalsOwner(topic)
    if (topic === topics.instance) this.#claiming.hear(text(payload))
    else if (topic === topics.nodeAvailability) this.#takeAvailability(text(payload))
    else if (topics.status.includes(topic)) this.#takeStatus(text(payload))
    else if (topics.commandTarget(topic) !== null) takeCommand({ ...this.#in, topics }, message)
    else if (device !== null) this.#totals.take(device, payload)
    else if (payload.length === 0) this.#takeDeletion(topic)
  }

  /** The will of a connection that the broker found dead only now says that we are offline: we are not. */
  #takeAvailability(payload: string): void {
    this.#claiming.hearAvailability(payload)
    if (this.#live && payload === offline) this.#outgoing.retain(this.#in.publication.topics.nodeAvailability, online)
  }

  #takeStatus(payload: string): void {
    this.#documents.present = payload === online
    if (this.#live && payload === online) this.#broadcast.born()
  }

  #takeDeletion(topic: string): void {
    const { devices, publication, log } = this.#in
    const state = devices.all.find(({ description }) => publication.topics.config(description.id) === topic)
    if (state === undefined || !this.#documents.deletedByUser(state.description.id)) return
    log.info(
      `${state.description.id} was deleted in Home Assistant: it comes back there when its settings change or this program starts again`,
    )
  }

  #end(cause: Error | null): void {
    if (this.#over.signal.aborted) return
    this.#cause = cause
    this.#over.abort()
  }

  /** Whoever lost the name says nothing: the winner's `online` must stay. */
  async #goodbye(): Promise<void> {
    if (this.#live && !(this.#cause instanceof NameTaken)) {
      this.#broadcast.sayOffline()
      await Promise.race([this.#outgoing.flushed(), this.#in.networkClock.sleep(goodbyeMs)])
    }
    await this.#connection.end()
  }
}

/** A device that gains a total has something to resolve again. */
const withTotals = ({ id, rows }: DeviceDescription) =>
  [id, ...Object.entries(rows).flatMap(([key, row]) => (isTotal(row) ? [key] : []))].join(' ')

const text = (payload: Uint8Array) => new TextDecoder().decode(payload)

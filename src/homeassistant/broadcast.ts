import type { DeviceChange, DeviceDescription, Devices, DeviceState } from '../entities/devices.ts'
import type { Clock } from '../runtime/clock.ts'
import { alarm } from './alarm.ts'
import { DevicePublication } from './devicePublication.ts'
import type { Documents } from './documents.ts'
import type { Outgoing } from './outgoing.ts'
import { nodeDeviceId, offline, online, type Topics } from './topics.ts'

/** Home Assistant subscribes to a device's topics within this time after it got the document; what came before, it has missed. */
const subscribedMs = 2_000

/** A device that leaves the table may come back at once: it was replaced. */
const reviewMs = 1_000

interface Wires {
  topics: Topics
  /** With the node's own device among them. */
  devices: Devices
  /** Devices that the settings name, but wrongly: their documents stay. */
  mistaken: () => readonly string[]
  documents: Documents
  outgoing: Outgoing
  /** Told of devices before anything of them is published. */
  meet: (ids: readonly string[]) => void
  clock: Clock
  networkClock: Clock
  signal: AbortSignal
  /** Ends the session. */
  fail: (error: unknown) => void
}

interface Channel {
  readonly publication: DevicePublication
  readonly lookAt: (atMs: number) => void
}

/** Publishes all devices and keeps what is published up to date, until the signal. */
export class Broadcast {
  readonly #wires: Wires
  readonly #channels = new Map<string, Channel>()
  /** Described, or described anew, and not looked at yet. */
  readonly #newcomers = new Set<string>()

  constructor(wires: Wires) {
    this.#wires = wires
  }

  /** Documents first, then states, then `online`: the node's last. */
  start(): void {
    const { devices, mistaken, outgoing, topics, signal } = this.#wires
    devices.listen((id, change) => this.#guarded(() => this.#changed(id, change)), signal)
    this.#publishAll(false)
    for (const id of mistaken()) if (!this.#channels.has(id)) outgoing.retain(topics.availability(id), offline)
    outgoing.retain(topics.nodeAvailability, online)
  }

  /** Home Assistant has just started: it needs everything again. */
  born(): void {
    this.#publishAll(true)
  }

  /** Withdraws the devices that are in neither list any more. */
  review(): void {
    const { devices, mistaken, documents } = this.#wires
    documents.withdrawAllBut(new Set([...devices.all.map(({ description }) => description.id), ...mistaken()]))
  }

  /** The last that is said. */
  sayOffline(): void {
    const { outgoing, topics } = this.#wires
    for (const { publication } of this.#channels.values()) publication.sayOnline(false)
    outgoing.retain(topics.nodeAvailability, offline)
  }

  #publishAll(again: boolean): void {
    const { devices, meet } = this.#wires
    const states = devices.all.toSorted((one, other) => hubFirst(one) - hubFirst(other))
    const ids = states.map(({ description }) => description.id)
    meet(ids.filter((id) => !this.#channels.has(id)))
    for (const { description } of states) this.#introduce(description, again)
    this.review()
    for (const id of ids) this.#showAll(id)
  }

  #changed(id: string, change: DeviceChange): void {
    if (change === 'added') this.#announced(id)
    else if (change === 'removed') this.#removed(id)
    else this.#show(id)
  }

  /** A device that has just started may describe itself anew before it first waits: only the last word is published. */
  #announced(id: string): void {
    if (this.#newcomers.size === 0) queueMicrotask(() => this.#guarded(() => this.#addAll()))
    this.#newcomers.add(id)
  }

  #addAll(): void {
    const ids = [...this.#newcomers]
    this.#newcomers.clear()
    for (const id of ids) this.#added(id)
  }

  #added(id: string): void {
    const { devices, meet } = this.#wires
    meet([id])
    const state = devices.get(id)
    if (state === undefined) return
    this.#introduce(state.description, false)
    this.#showAll(id)
  }

  /** All values follow once more when Home Assistant knows what is new in the document, and when it knows the last of it. */
  #introduce(description: DeviceDescription, again: boolean): void {
    const outMs = this.#wires.documents.introduce(description, again)
    if (outMs === null) return
    for (const ms of new Set([0, outMs])) this.#later(ms + subscribedMs, () => this.#showAll(description.id))
  }

  #removed(id: string): void {
    this.#channels.get(id)?.publication.sayOnline(false)
    this.#channels.delete(id)
    this.#later(reviewMs, () => this.review())
  }

  /** Sends all values, changed or not. */
  #showAll(id: string): void {
    const { devices, topics, outgoing, clock, signal } = this.#wires
    if (devices.get(id) === undefined) return
    const ring = () => this.#guarded(() => this.#show(id))
    const channel = this.#channels.get(id) ?? {
      publication: new DevicePublication(id, topics, outgoing),
      lookAt: alarm(clock, signal, ring),
    }
    this.#channels.set(id, channel)
    channel.publication.forget()
    this.#show(id)
  }

  #show(id: string): void {
    const channel = this.#channels.get(id)
    const state = this.#wires.devices.get(id)
    if (channel && state) channel.lookAt(channel.publication.show(state, this.#wires.clock.monotonicMs()))
  }

  #later(ms: number, act: () => void): void {
    const { networkClock, signal } = this.#wires
    const wait = async () => {
      const over = await networkClock.sleep(ms, signal).catch(() => 'aborted')
      if (over !== 'aborted') this.#guarded(act)
    }
    void wait()
  }

  /** A fault of ours must not reach the driver that reported a value: it ends the session instead. */
  #guarded(act: () => void): void {
    if (this.#wires.signal.aborted) return
    try {
      act()
    } catch (error) {
      this.#wires.fail(error)
    }
  }
}

const hubFirst = ({ description }: DeviceState) => (description.id === nodeDeviceId ? 0 : 1)

import { isDeepStrictEqual } from 'node:util'
import type { DeviceDescription } from '../entities/devices.ts'
import type { Kept } from '../entities/kept.ts'
import type { Rows } from '../entities/rows.ts'
import type { Clock } from '../runtime/clock.ts'
import { type Component, revival, tombstone } from './components.ts'
import { discovery, type Document, farewell, type Publication } from './discovery.ts'
import type { Outgoing } from './outgoing.ts'
import { departed, departedDevices, type Platforms, type Remembered, withDevice, withoutDevice, withWithdrawn } from './remembered.ts'

/** How long Home Assistant gets to take in one document before the next one for the same device: it may skip what comes too fast. */
const betweenMs = 1_000

interface Wires {
  publication: Publication
  outgoing: Outgoing
  remembered: Kept<Remembered>
  /** The plain document of each device that the user deleted in Home Assistant: not sent again until it differs, or the program restarts. */
  deleted: Map<string, string>
  clock: Clock
  signal: AbortSignal
  /** Ends the session. */
  fail: (error: unknown) => void
}

/**
 * The discovery documents of one session. Home Assistant removes only what it has discovered since its own start, so what departs is
 * shown once more, then withdrawn, then left out, a second apart. Where nobody knows whether Home Assistant is there (its birth message
 * is not retained) this is done all the same, and once more at its next birth, as it may have been away. While it is known to be away
 * nothing is withdrawn.
 */
export class Documents {
  readonly #wires: Wires
  readonly #sent = new Map<string, string>()
  readonly #farewells = new Map<string, AbortController>()
  /** Whether Home Assistant is there; null: it has not said so in this session. */
  present: boolean | null = null

  constructor(wires: Wires) {
    this.#wires = wires
  }

  /**
   * Sends the device's document where it is new, or in any case where it is to be sent `again`. Returns in how many milliseconds the last
   * of it is out, as what departs takes its time; null where nothing is sent.
   */
  introduce(description: DeviceDescription, again: boolean): number | null {
    const { id, rows } = description
    const plain = this.#plain(description)
    if (this.#wires.deleted.get(id) === plain.payload) return null
    this.#wires.deleted.delete(id)
    if (!again && this.#sent.get(id) === plain.payload) return null
    this.#sent.set(id, plain.payload)
    this.#farewells.get(id)?.abort()
    const gone = departed(this.#wires.remembered.value, id, rows, this.present === true)
    this.#remember(withDevice(this.#wires.remembered.value, id, rows, gone))
    const departing = this.#components(id, gone)
    if (departing.keys.length === 0) return this.#put(plain)
    const kept = { ...description, rows: Object.fromEntries(Object.entries(rows).filter(([key]) => !(key in gone))) }
    const stages = [departing.revived, departing.buried].map((components) => discovery(this.#wires.publication, kept, components))
    if (this.present === false) return this.#put(discovery(this.#wires.publication, kept))
    this.#sayFarewell(id, [...stages, plain], gone, rows)
    return stages.length * betweenMs
  }

  /** Withdraws every remembered device that is none of these. */
  withdrawAllBut(present: ReadonlySet<string>): void {
    if (this.present === false) return
    for (const id of departedDevices(this.#wires.remembered.value, present, this.present === true)) this.#withdraw(id)
  }

  /** The user deleted the device in Home Assistant. Returns whether it is one of ours, and news. */
  deletedByUser(id: string): boolean {
    const payload = this.#sent.get(id)
    if (payload === undefined || this.#wires.deleted.get(id) === payload) return false
    this.#farewells.get(id)?.abort()
    this.#wires.deleted.set(id, payload)
    this.#remember(withoutDevice(this.#wires.remembered.value, id))
    return true
  }

  #withdraw(id: string): void {
    const { publication, outgoing, remembered } = this.#wires
    const gone = departed(remembered.value, id, {}, this.present === true)
    const { revived } = this.#components(id, gone)
    this.#sent.delete(id)
    const empty = { topic: publication.topics.config(id), payload: '' }
    const stages = Object.keys(revived).length === 0 ? [empty] : [farewell(publication, id, revived), empty]
    this.#sayFarewell(id, stages, gone, {}, () => outgoing.retain(publication.topics.availability(id), ''))
  }

  /** Sends the documents one by one; a newer plan for the same device takes over. */
  #sayFarewell(id: string, stages: readonly Document[], gone: Platforms, stays: Rows, done = () => {}): void {
    this.#farewells.get(id)?.abort()
    const plan = new AbortController()
    this.#farewells.set(id, plan)
    const whenDone = () => {
      this.#remember(withWithdrawn(this.#wires.remembered.value, id, gone, stays, this.present === true))
      done()
    }
    this.#oneByOne(stages, AbortSignal.any([this.#wires.signal, plan.signal]), whenDone).catch(this.#wires.fail)
  }

  /** Ended by the signal before `done`, it is done all over by a later plan or session. */
  async #oneByOne(stages: readonly Document[], signal: AbortSignal, done: () => void): Promise<void> {
    for (const [index, stage] of stages.entries()) {
      const over = index === 0 ? null : await this.#wires.clock.sleep(betweenMs, signal).catch(() => 'aborted')
      if (over === 'aborted') return
      this.#put(stage)
    }
    done()
  }

  #components(id: string, gone: Platforms) {
    const { node, topics } = this.#wires.publication
    const keys = Object.keys(gone)
    const revived: Record<string, Component> = {}
    const buried: Record<string, Component> = {}
    for (const [key, platform] of Object.entries(gone)) {
      const component = revival(node, topics, id, key, platform)
      if (component !== null) revived[key] = component
      buried[key] = tombstone(platform)
    }
    return { keys, revived, buried }
  }

  #plain(description: DeviceDescription): Document {
    return discovery(this.#wires.publication, description)
  }

  /** It is out at once. */
  #put({ topic, payload }: Document): 0 {
    this.#wires.outgoing.retain(topic, payload)
    return 0
  }

  #remember(next: Remembered): void {
    const { remembered } = this.#wires
    if (!isDeepStrictEqual(next, remembered.value)) remembered.save(next)
  }
}

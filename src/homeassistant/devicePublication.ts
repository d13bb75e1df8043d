import type { DeviceState } from '../entities/devices.ts'
import { isTotal } from '../entities/rows.ts'
import type { Outgoing } from './outgoing.ts'
import { problemKey } from '../entities/devices.ts'
import { problemAttributes } from './problem.ts'
import { decide, type Published } from './publishing.ts'
import { nodeDeviceId, offline, online, type Topics } from './topics.ts'

/** What one session has published of one device, beside its document, and what is due. */
export class DevicePublication {
  readonly #id: string
  readonly #topics: Topics
  readonly #outgoing: Outgoing
  #published: Published | null = null
  #reason: string | null = null
  #attributes: DeviceState['attributes'] = {}
  #totals: string | null = null
  #online: boolean | null = null

  constructor(id: string, topics: Topics, outgoing: Outgoing) {
    this.#id = id
    this.#topics = topics
    this.#outgoing = outgoing
  }

  /** Home Assistant may have missed it: the next look sends all values again. */
  forget(): void {
    this.#published = null
    this.#reason = null
    this.#attributes = {}
  }

  /**
   * Sends what is due and returns when to look again (monotonic milliseconds). A device goes offline before its values become
   * unknown, which then write nothing there, and comes online after its new values, or the old ones would show for a moment.
   */
  show(state: DeviceState, nowMs: number): number {
    const returning = state.online && this.#online !== true
    if (!state.online) this.sayOnline(false)
    const { send, lookMs } = decide(state, returning ? null : this.#published, nowMs)
    if (send !== null) this.#sendValues(state, send)
    this.#sendReason(state.problem)
    this.#sendAttributes(state.attributes)
    if (returning) this.sayOnline(true)
    return lookMs
  }

  /** The node's own availability is another topic, told by the session. */
  sayOnline(isOnline: boolean): void {
    if (isOnline === this.#online) return
    this.#online = isOnline
    if (this.#id !== nodeDeviceId) this.#outgoing.retain(this.#topics.availability(this.#id), isOnline ? online : offline)
  }

  /** Totals are retained first: what anyone has seen of them can never be more than what a lost state folder goes on from. */
  #sendValues({ description }: DeviceState, published: Published): void {
    const known = Object.entries(published.values).filter(([key, value]) => {
      const row = description.rows[key]
      return row !== undefined && isTotal(row) && value !== null
    })
    const totals = JSON.stringify(Object.fromEntries(known))
    if (known.length > 0 && totals !== this.#totals) this.#outgoing.retain(this.#topics.totals(this.#id), totals)
    this.#totals = totals
    this.#outgoing.send(this.#topics.state(this.#id), JSON.stringify(published.values))
    this.#published = published
  }

  #sendReason(problem: string | null): void {
    const reason = problemAttributes(problem)
    if (reason !== this.#reason) this.#outgoing.send(this.#topics.attributes(this.#id, problemKey), reason)
    this.#reason = reason
  }

  /** Those that were told anew are others than those before. */
  #sendAttributes(attributes: DeviceState['attributes']): void {
    for (const [key, told] of Object.entries(attributes)) {
      if (told !== this.#attributes[key]) this.#outgoing.send(this.#topics.attributes(this.#id, key), JSON.stringify(told))
    }
    this.#attributes = attributes
  }
}

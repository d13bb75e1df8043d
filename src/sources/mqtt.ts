import { sentence } from '../entities/errors.ts'
import type { Origin } from '../entities/origin.ts'
import type { Connection, Message } from '../homeassistant/broker.ts'
import { untilOver } from './untilOver.ts'
import { Feed } from './feed.ts'
import { Link, type LinkWorld } from './link.ts'
import { readPayload } from './payload.ts'

type MqttOrigin = Extract<Origin, { kind: 'mqtt' }>

export interface MqttWorld extends LinkWorld {
  /** A connection that listens only; looked up anew for every attempt. */
  readonly connectBroker: (signal: AbortSignal) => Promise<Connection>
}

/** All sources at the broker, over one connection of their own, which is there while there is one of them. */
export class MqttFeeds {
  readonly #world: MqttWorld
  readonly #link: Link
  /** Who hears a topic. */
  readonly #topics = new Map<string, Set<(payload: Uint8Array) => void>>()
  /** Topics that the broker does not let us listen to, and its sentence. */
  readonly #refused = new Map<string, string>()
  #connection: Connection | null = null

  constructor(world: MqttWorld) {
    this.#world = world
    this.#link = new Link(world, (signal, healthy) => this.#run(signal, healthy))
  }

  open(origin: MqttOrigin, signal: AbortSignal): Feed {
    const { topic } = origin
    const feed = new Feed(this.#world.clock, () => this.#link.trouble ?? this.#refused.get(topic) ?? null)
    const hear = this.#hearer(feed, origin)
    const hearers = this.#topics.get(topic) ?? new Set()
    this.#topics.set(topic, hearers.add(hear))
    signal.addEventListener(
      'abort',
      () => {
        hearers.delete(hear)
        if (hearers.size === 0) this.#topics.delete(topic)
      },
      { once: true },
    )
    // Also where the topic is heard already: what is retained comes again, for this feed.
    if (this.#connection !== null) void this.#subscribe(this.#connection, topic)
    this.#link.need(signal)
    return feed
  }

  reconnect(): void {
    this.#link.restart()
  }

  async #run(signal: AbortSignal, healthy: () => void): Promise<void> {
    const connection = await this.#world.connectBroker(signal)
    try {
      this.#connection = connection
      connection.listen((message) => this.#hear(message))
      this.#refused.clear()
      const over = untilOver(connection, signal)
      const subscribed = Promise.all([...this.#topics.keys()].map((topic) => this.#subscribe(connection, topic)))
      await Promise.race([over, subscribed])
      if (!signal.aborted) healthy()
      await over
    } finally {
      this.#connection = null
      await connection.end()
    }
  }

  /** What one topic is refused for is that topic's trouble alone. */
  async #subscribe(connection: Connection, topic: string): Promise<void> {
    try {
      await connection.subscribe([{ filter: topic, echo: true, past: true }])
    } catch (error) {
      if (connection !== this.#connection) return
      this.#refused.set(topic, sentence(error))
      this.#world.log.warn(`mqtt:${topic}: ${sentence(error)}`)
    }
  }

  #hear({ topic, payload }: Message): void {
    for (const hear of this.#topics.get(topic) ?? []) hear(payload)
  }

  /** What cannot be read is logged once. */
  #hearer(feed: Feed, { topic, path }: MqttOrigin): (payload: Uint8Array) => void {
    let logged = false
    return (payload) => {
      const read = readPayload(payload, path)
      if ('value' in read) return feed.tell(read.value, null)
      feed.tellUnknown(read.problem)
      if (!logged) this.#world.log.warn(`mqtt:${topic}${path === null ? '' : `#${path.join('.')}`} is unknown: ${read.problem}`)
      logged = true
    }
  }
}

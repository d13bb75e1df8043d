import type { ConnectCore, CoreConnection, EntityListener, EntityState } from '../homeassistant/core.ts'
import { untilOver } from './untilOver.ts'
import { Feed } from './feed.ts'
import { Link, type LinkWorld } from './link.ts'
import { readNumber } from './payload.ts'

export interface HomeAssistantWorld extends LinkWorld {
  /** Where Home Assistant is is looked up anew for every attempt. */
  readonly connectCore: ConnectCore
}

interface Follower {
  readonly listener: EntityListener
  readonly signal: AbortSignal
}

/** All sources in Home Assistant, over one connection, which is there while there is one of them. */
export class HomeAssistantFeeds {
  readonly #world: HomeAssistantWorld
  readonly #link: Link
  /** By entity. */
  readonly #followers = new Map<string, Follower>()
  #connection: CoreConnection | null = null

  constructor(world: HomeAssistantWorld) {
    this.#world = world
    this.#link = new Link(world, (signal, healthy) => this.#run(signal, healthy))
  }

  /** An entity is followed by one feed at a time. */
  open(entity: string, signal: AbortSignal): Feed {
    const feed = new Feed(this.#world.clock, () => this.#link.trouble)
    const listener = this.#listener(feed, entity)
    this.#followers.set(entity, { listener, signal })
    signal.addEventListener('abort', () => this.#followers.delete(entity), { once: true })
    this.#connection?.follow(entity, listener, signal)
    this.#link.need(signal)
    return feed
  }

  reconnect(): void {
    this.#link.restart()
  }

  async #run(signal: AbortSignal, healthy: () => void): Promise<void> {
    const connection = await this.#world.connectCore(signal)
    try {
      this.#connection = connection
      for (const [entity, follower] of this.#followers) connection.follow(entity, follower.listener, follower.signal)
      healthy()
      await untilOver(connection, signal)
    } finally {
      this.#connection = null
      await connection.end()
    }
  }

  /** That an entity is not there or is no number is logged once. */
  #listener(feed: Feed, entity: string): EntityListener {
    let logged = false
    const tellUnknown = (problem: string, mistake: boolean) => {
      feed.tellUnknown(problem)
      if (mistake && !logged) this.#world.log.warn(`ha:${entity} is unknown: ${problem}`)
      logged ||= mistake
    }
    return {
      told: (state) => {
        if (state === null) return tellUnknown(`Home Assistant has no entity ${entity}`, true)
        if (isAway(state)) return tellUnknown(`it is ${state.state} in Home Assistant`, false)
        const read = readNumber(state.state)
        if ('value' in read) feed.tell(read.value, state.unit)
        else tellUnknown(read.problem, true)
      },
      confirmed: () => feed.confirm(),
    }
  }
}

const isAway = ({ state }: EntityState) => state === 'unavailable' || state === 'unknown'

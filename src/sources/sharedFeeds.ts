import type { Origin } from '../entities/origin.ts'
import type { Feed } from './feed.ts'

interface Shared {
  readonly feed: Feed
  readonly over: AbortController
  users: number
}

/** One feed for all sources that come from the same origin; it ends with the last of them. */
export class SharedFeeds {
  readonly #make: (origin: Origin, signal: AbortSignal) => Feed
  readonly #shared = new Map<string, Shared>()

  constructor(make: (origin: Origin, signal: AbortSignal) => Feed) {
    this.#make = make
  }

  /** `from`: the origin as it is written. */
  open(from: string, origin: Origin, signal: AbortSignal): Feed {
    const shared = this.#shared.get(from) ?? this.#begin(from, origin)
    shared.users += 1
    const leave = () => {
      shared.users -= 1
      if (shared.users > 0) return
      this.#shared.delete(from)
      shared.over.abort()
    }
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
    return shared.feed
  }

  #begin(from: string, origin: Origin): Shared {
    const over = new AbortController()
    const shared = { feed: this.#make(origin, over.signal), over, users: 0 }
    this.#shared.set(from, shared)
    return shared
  }
}

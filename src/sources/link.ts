import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { supervise } from '../runtime/supervise.ts'

export interface LinkWorld {
  /** Real time. */
  readonly clock: Clock
  readonly log: Log
  readonly random: () => number
}

/** Runs over one connection until the signal or until it breaks. */
type Run = (signal: AbortSignal, healthy: () => void) => Promise<void>

/** A connection that is there, supervised, while somebody needs it. */
export class Link {
  readonly #run: Run
  readonly #world: LinkWorld
  readonly #users = new Set<AbortSignal>()
  #stop: AbortController | null = null
  /** The runs so far: the next one begins when they are over. */
  #done: Promise<void> = Promise.resolve()
  #trouble: string | null = null

  constructor(world: LinkWorld, run: Run) {
    this.#world = world
    this.#run = run
  }

  /** Why there is no connection now, one sentence; null where there is one, or none was tried yet. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** Keeps the connection up until the signal; each user has a signal of its own. */
  need(signal: AbortSignal): void {
    if (signal.aborted) return
    this.#users.add(signal)
    signal.addEventListener('abort', () => this.#leave(signal), { once: true })
    if (this.#stop === null) this.#start()
  }

  /** Connects anew: the settings have changed. */
  restart(): void {
    if (this.#stop === null) return
    this.#end()
    this.#start()
  }

  #leave(signal: AbortSignal): void {
    this.#users.delete(signal)
    if (this.#users.size === 0) this.#end()
  }

  #start(): void {
    const stop = new AbortController()
    const run: Run = (signal, healthy) =>
      this.#run(signal, () => {
        this.#trouble = null
        healthy()
      })
    const failed = (sentence: string) => {
      if (!stop.signal.aborted) this.#trouble = sentence
    }
    this.#stop = stop
    this.#done = this.#done.then(() => supervise({ ...this.#world, run, up: 'connected', failed, signal: stop.signal }))
  }

  #end(): void {
    this.#stop?.abort()
    this.#stop = null
    this.#trouble = null
  }
}

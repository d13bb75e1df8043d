import type { Clock } from '../runtime/clock.ts'

/** A stop takes no longer, whatever a device is doing. */
const stopMs = 1_900

/** Ends the process where a stop takes too long, counted from when it was first asked for. */
export class Watchdog {
  readonly #clock: Clock
  readonly #bite: () => void
  #askedMs: number | null = null
  #longerMs = 0
  #waiting = new AbortController()

  /** `clock` keeps real time; `bite` ends the process. */
  constructor(clock: Clock, bite: () => void) {
    this.#clock = clock
    this.#bite = bite
  }

  /** A stop is asked for. */
  watch(): void {
    this.#askedMs ??= this.#clock.monotonicMs()
    void this.#wait(this.#askedMs)
  }

  /** By how much a stop may take longer, as devices have to leave things in order. */
  set longerMs(ms: number) {
    this.#longerMs = ms
    if (this.#askedMs !== null) void this.#wait(this.#askedMs)
  }

  async #wait(askedMs: number): Promise<void> {
    this.#waiting.abort()
    const { signal } = (this.#waiting = new AbortController())
    const leftMs = askedMs + stopMs + this.#longerMs - this.#clock.monotonicMs()
    const over = await this.#clock.sleep(leftMs, signal).catch(() => 'aborted')
    if (over !== 'aborted') this.#bite()
  }
}

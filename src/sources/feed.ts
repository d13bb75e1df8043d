import type { Clock } from '../runtime/clock.ts'

/** The last value that an origin told. `unit` null: it does not tell. */
interface Told {
  readonly value: number
  readonly unit: string | null
  /** Monotonic. */
  readonly atMs: number
}

/** What one origin tells, for all sources that come from it. */
export class Feed {
  readonly #clock: Clock
  readonly #hindrance: () => string | null
  readonly #listeners = new Set<() => void>()
  #last: Told | null = null
  #problem: string | null = null

  /** `hindrance`: why nothing can come now, a sentence; null where something may. */
  constructor(clock: Clock, hindrance: () => string | null = () => null) {
    this.#clock = clock
    this.#hindrance = hindrance
  }

  get last(): Told | null {
    return this.#last
  }

  get ageMs(): number | null {
    return this.#last === null ? null : this.#clock.monotonicMs() - this.#last.atMs
  }

  /** What the origin tells that is no value; null where it told one, or nothing yet. */
  get problem(): string | null {
    return this.#problem
  }

  get hindrance(): string | null {
    return this.#hindrance()
  }

  tell(value: number, unit: string | null): void {
    this.#last = { value, unit, atMs: this.#clock.monotonicMs() }
    this.#problem = null
    this.#callAll()
  }

  tellUnknown(problem: string): void {
    if (problem === this.#problem) return
    this.#problem = problem
    this.#callAll()
  }

  /** The last value is so still. */
  confirm(): void {
    if (this.#last !== null && this.#problem === null) this.#last = { ...this.#last, atMs: this.#clock.monotonicMs() }
  }

  listen(listener: () => void, signal: AbortSignal): void {
    if (signal.aborted) return
    // Of its own, so that one function may listen twice.
    const call = () => listener()
    this.#listeners.add(call)
    signal.addEventListener('abort', () => this.#listeners.delete(call), { once: true })
  }

  #callAll(): void {
    for (const listener of this.#listeners) listener()
  }
}

import type { Source } from '../../../../src/entities/source.ts'

/** A source that a test tells values. */
export class ToldSource implements Source {
  value: number | null = null
  ageMs: number | null = null
  problem: string | null = 'it has told nothing yet'
  readonly #listeners = new Set<() => void>()

  tell(value: number | null, problem: string | null = null): void {
    this.value = value
    this.problem = problem
    if (value !== null) this.ageMs = 0
    for (const listener of this.#listeners) listener()
  }

  /** It grew too old, which nobody is told. */
  growOld(): void {
    this.value = null
    this.ageMs = Number.POSITIVE_INFINITY
    this.problem = 'it has told nothing for 60 s'
  }

  get listeners(): number {
    return this.#listeners.size
  }

  listen(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener)
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true })
  }
}

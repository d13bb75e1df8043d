import type { EntityListener, EntityState } from './core.ts'
import { type EntityEvent, stateAfter } from './coreMessages.ts'

/** An entity that somebody follows over one connection. */
export class Followed {
  readonly #entityId: string
  readonly #listener: EntityListener
  /** The connection is over. */
  readonly forget: () => void
  /** undefined until Home Assistant has told. */
  #state: EntityState | null | undefined = undefined

  constructor(entityId: string, listener: EntityListener, forget: () => void) {
    this.#entityId = entityId
    this.#listener = listener
    this.forget = forget
  }

  /** The first event holds all entities that there are: one that is missing in it does not exist. */
  take(event: EntityEvent): void {
    const before = this.#state
    const after = stateAfter(event, this.#entityId, before ?? null)
    if (after === undefined && before !== undefined) return
    this.#state = after ?? null
    this.#listener.told(this.#state)
  }

  confirm(): void {
    if (this.#state !== undefined && this.#state !== null) this.#listener.confirmed()
  }
}

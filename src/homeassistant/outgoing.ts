import type { Connection } from './broker.ts'

/** What a session publishes, in order and without waiting; the first refusal ends the session. */
export class Outgoing {
  readonly #connection: Connection
  readonly #fail: (error: unknown) => void
  #last: Promise<void> = Promise.resolve()

  constructor(connection: Connection, fail: (error: unknown) => void) {
    this.#connection = connection
    this.#fail = fail
  }

  send(topic: string, payload: string): void {
    this.#last = this.#connection.publish(topic, payload, false).catch(this.#fail)
  }

  /** Leaves the message at the broker for whoever comes later; an empty one takes it away. */
  retain(topic: string, payload: string): void {
    this.#last = this.#connection.publish(topic, payload, true).catch(this.#fail)
  }

  /** Resolves when the broker has all that was sent so far. */
  flushed(): Promise<void> {
    return this.#last
  }
}

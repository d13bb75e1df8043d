/** The broker as the publisher sees it; mqttBroker.ts is the adapter. */

export interface Message {
  readonly topic: string
  readonly payload: Uint8Array
  /** It was kept at the broker and came because of the subscription. */
  readonly retained: boolean
}

export interface Subscription {
  readonly filter: string
  /** false: what this connection itself publishes does not come back. */
  readonly echo: boolean
  /** false: only what is published from now on. */
  readonly past: boolean
}

/** What the broker publishes, retained, when the connection ends in any way but `end`. */
export interface Will {
  readonly topic: string
  readonly payload: string
}

/** One connection: single use. Messages keep their order, both ways; QoS 1. */
export interface Connection {
  /** Resolves when the broker has it; rejects with a DeviceError when it refuses it or the connection is gone. */
  publish(topic: string, payload: string, retain: boolean): Promise<void>
  /** Rejects with a DeviceError where one of them is not allowed. */
  subscribe(subscriptions: readonly Subscription[]): Promise<void>
  /** Who hears all messages; one listener, set before the first subscription. */
  listen(listener: (message: Message) => void): void
  /** Resolves once: null after `end`, a DeviceError when the connection broke. */
  readonly closed: Promise<Error | null>
  /** Says goodbye, so that the broker forgets the will. Resolves when the connection is gone, in half a second at most. */
  end(): Promise<void>
}

/** A connection that only listens needs no will. Rejects with a DeviceError of one sentence for the user, or with the signal's reason. */
export type Connect = (will: Will | null, signal: AbortSignal) => Promise<Connection>

/** Home Assistant itself, as who asks it for values sees it; coreClient.ts is the adapter. */

export interface EntityState {
  /** As Home Assistant shows it: "230.4", "on", "unavailable". */
  readonly state: string
  readonly unit: string | null
}

export interface EntityListener {
  /** First what it is now, then each change. null: Home Assistant has no such entity. */
  told(state: EntityState | null): void
  /** Home Assistant has proved to be there: what it told last is so still. */
  confirmed(): void
}

/** One connection: single use. */
export interface CoreConnection {
  /** Tells of an entity until the signal. */
  follow(entityId: string, listener: EntityListener, signal: AbortSignal): void
  /** Resolves once: null after `end`, a DeviceError when the connection broke, was refused or fell silent. */
  readonly closed: Promise<Error | null>
  /** Resolves when the connection is gone, in half a second at most. */
  end(): Promise<void>
}

/** Rejects with a DeviceError, with a ConfigError where only other settings can help, or with the signal's reason. */
export type ConnectCore = (signal: AbortSignal) => Promise<CoreConnection>

/** What a device keeps over restarts and power cuts. */

/** A typed value that survives; `save` replaces it and reaches the disk with the next journal entry. */
export interface Kept<T> {
  readonly value: T
  save(value: T): void
  /** Resolves when what was saved is on disk, or the disk takes no writes. For what must not be found out of date; it wears the card. */
  flush(): Promise<void>
}

/** A total that never falls. Unit: that of its row (kWh for energy). It survives like `Kept`, and in a retained message at the broker besides. */
export interface Total {
  /** null until it is known where the total stands: a new device whose counter has not been read, a lost state folder before the broker was asked. */
  readonly value: number | null
  /** Where a total of which nothing is known from before starts (the reading of the device's own counter, or 0); without effect on a known one. */
  begin(value: number): void
  /** What was counted since the last call: finite, >= 0. */
  add(amount: number): void
}

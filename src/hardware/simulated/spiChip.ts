/** A simulated chip on SPI. */
export interface SpiChip {
  /**
   * One time that chip select is low: what comes back for what is sent goes to `received` from `offset` on. `atUs` is when it begins,
   * microseconds of the wire's monotonic clock.
   */
  exchange(sent: Uint8Array, atUs: number, received: Uint8Array, offset: number): void
}

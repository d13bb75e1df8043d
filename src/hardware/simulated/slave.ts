/** A device on a simulated serial bus, at the level of frames. */
export interface Slave {
  /** What it answers to a whole request as it was on the wire; null is silence (not addressed, damaged request, no mains). */
  answer(request: Uint8Array): Uint8Array | null
}

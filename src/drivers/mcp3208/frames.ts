/** The chip's frames, DS21298E, figure 6-1: three bytes a conversion, in which the value stands aligned to the last bit. SPI mode 0,0. */

export const frameBytes = 3
export const channelsOfChip = 8
/** 12 bits; the reference is as many counts. */
export const codes = 4096

/** What is sent to convert one channel against ground: five zeros, a start bit, the single-ended bit, three bits of the channel. */
export const frameFor = (channel: number): Uint8Array => Uint8Array.of(0x06 | (channel >> 2), (channel & 3) << 6, 0)

/**
 * The value, 0 to 4095, in the frame that came back and begins at `offset`. null where the null bit before it is 1: no chip sent this.
 * What stands before the null bit is not driven by the chip and says nothing.
 */
export function valueIn(received: Uint8Array, offset: number): number | null {
  const high = received[offset + 1] ?? nullBit
  return (high & nullBit) === 0 ? ((high & 0x0f) << 8) | (received[offset + 2] ?? 0) : null
}

const nullBit = 0x10

import type { SpiChip } from '../../../../src/hardware/simulated/spiChip.ts'

/** The chip with the values of one channel replaced; undefined leaves one as it is. */
export const replaced = (channel: number, value: () => number | undefined) => (chip: SpiChip) => ({
  exchange(sent: Uint8Array, atUs: number, received: Uint8Array, offset: number) {
    chip.exchange(sent, atUs, received, offset)
    const converted = (((sent[0] ?? 0) & 1) << 2) | ((sent[1] ?? 0) >> 6)
    const instead = converted === channel ? value() : undefined
    if (instead === undefined) return
    received[offset + 1] = instead >> 8
    received[offset + 2] = instead & 0xff
  },
})

/** The chip on a data line whose bytes become others. */
export const disturbed = (become: (byte: number) => number) => (chip: SpiChip) => ({
  exchange(sent: Uint8Array, atUs: number, received: Uint8Array, offset: number) {
    chip.exchange(sent, atUs, received, offset)
    for (let at = offset; at < offset + sent.length; at++) received[at] = become(received[at] ?? 0)
  },
})

/** 0 to 1, always the same ones. */
export function numbers() {
  let state = 1
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

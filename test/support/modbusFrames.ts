/** Frames for tests, with a checksum of their own, against which those of the program are held. */

/** Modbus over Serial Line V1.02, 6.2.2; 0 over a whole frame. */
export function crc(bytes: Uint8Array): number {
  let register = 0xffff
  for (const byte of bytes) {
    register ^= byte
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0xa001 : register >> 1
  }
  return register
}

export function withCrc(...body: number[]): Uint8Array {
  const sum = crc(Uint8Array.from(body))
  return Uint8Array.of(...body, sum & 0xff, sum >> 8)
}

/** "01 04 00 00" as bytes. */
export const hex = (text: string): Uint8Array => Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16))

export const toHex = (bytes: Uint8Array | null): string | null =>
  bytes && Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')

/** The 16-bit words of a reply, high byte first. */
export const toWords = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length / 2 }, (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0))

/** Modbus RTU frames: address, function, data, checksum with its low byte first. */

/** The address that any device alone on its bus answers to, with its own or this one. */
export const generalAddress = 0xf8

const polynomial = 0xa001

/** Modbus over Serial Line V1.02, 6.2.2. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
  }
  return crc
}

/** The frame of `body`: the checksum behind it. */
export function framed(body: Uint8Array): Uint8Array {
  const crc = crc16(body)
  return Uint8Array.of(...body, crc & 0xff, crc >>> 8)
}

/** The checksum over a whole frame, its own checksum included, is 0. */
export const isIntact = (frame: Uint8Array): boolean => crc16(frame) === 0

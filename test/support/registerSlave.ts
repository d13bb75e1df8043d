import type { Slave } from '../../src/hardware/simulated/slave.ts'
import { crc, withCrc } from './modbusFrames.ts'

/** A device whose registers tell whose they are and which: the word at register r of address a is a << 8 | r. It echoes writes and custom functions. */
export function registerSlave(address: number, asked: Uint8Array[] = []): Slave {
  return {
    answer(request) {
      const [to = 0, code = 0, , register = 0, , count = 0] = request
      if ((to !== address && to !== 0xf8) || crc(request) !== 0) return null
      asked.push(request)
      if (code !== 3 && code !== 4) return withCrc(address, ...request.subarray(1, -2))
      if (register + count > 100) return withCrc(address, code | 0x80, 2)
      return withCrc(address, code, 2 * count, ...registersOf(address, register, count).flatMap((word) => [word >> 8, word & 0xff]))
    },
  }
}

export const registersOf = (address: number, register: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => (address << 8) | (register + at))

import { describe, expect, test } from 'vitest'
import { crc16, framed, isIntact } from '../../../src/protocols/modbus/frame.ts'
import { hex, toHex } from '../../support/modbusFrames.ts'

describe('a Modbus RTU frame', () => {
  test.each([
    ['a read of ten registers', '01 04 00 00 00 0A 70 0D'],
    ['a reset of the energy', '01 42 80 11'],
    ['a new address', '01 06 00 02 00 05 E8 09'],
    ['an alarm threshold', '01 06 00 01 08 FC DF 8B'],
    ['a real reply', '01 04 14 08 D1 00 6C 00 00 00 F4 00 00 00 26 00 00 01 F4 00 64 00 00 51 34'],
  ])('carries the checksum known from the field: %s', (_, frame) => {
    expect(toHex(framed(hex(frame).subarray(0, -2)))).toBe(frame)
    expect(isIntact(hex(frame))).toBe(true)
  })

  test('has the check value of CRC-16/MODBUS', () => {
    expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x4b37)
  })
})

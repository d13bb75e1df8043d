import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge, replyLength } from '../../../src/protocols/modbus/framing.ts'
import { withBitFlipped } from '../../support/faultyLines.ts'
import { hex, withCrc } from '../../support/modbusFrames.ts'

const request = hex('01 04 00 00 00 0A 70 0D')
const reply = hex('01 04 14 08 D1 00 6C 00 00 00 F4 00 00 00 26 00 00 01 F4 00 64 00 00 51 34')
const exception = withCrc(0x01, 0x84, 0x02)
const reset = hex('01 42 80 11')
const bits = (bytes: Uint8Array) => Array.from({ length: bytes.length * 8 }, (_, bit) => bit)

describe('judging what has come since a request', () => {
  test('a whole reply is one', () => expect(judge(request, reply)).toEqual({ reply }))

  test('an exception is a reply of five bytes', () => expect(judge(request, exception)).toEqual({ reply: exception }))

  test('a command is answered by its echo, four bytes long', () => expect(judge(reset, reset)).toEqual({ reply: reset }))

  test('a write is answered by its echo, and by no other', () => {
    const write = hex('01 06 00 01 08 FC DF 8B')
    expect(judge(write, write)).toEqual({ reply: write })
    expect(judge(write, withCrc(0x01, 0x06, 0x00, 0x01, 0x08, 0xfd))).toBe('more')
  })

  test('no truncation is a reply', () => {
    for (let length = 0; length < reply.length; length++) expect(judge(request, reply.subarray(0, length))).toBe('more')
  })

  test.each([
    ['reading', request, reply],
    ['exception', request, exception],
    ['echo', reset, reset],
  ])('no single flipped bit passes: %s', (_, asked, answer) => {
    for (const bit of bits(answer)) expect(judge(asked, withBitFlipped(answer, bit))).toBeTypeOf('string')
  })

  test('no two flipped bits pass', () => {
    const bit = fc.nat(reply.length * 8 - 1)
    fc.assert(
      fc.property(bit, bit, (one, other) => {
        fc.pre(one !== other)
        expect(judge(request, withBitFlipped(withBitFlipped(reply, one), other))).toBeTypeOf('string')
      }),
    )
  })

  test('damage within a frame of the right length is told at once', () => {
    expect(judge(request, withBitFlipped(reply, 40))).toBe('garbled')
  })

  test('damage is waited out while another reply may be beginning', () => {
    expect(judge(request, Uint8Array.of(...withBitFlipped(reply, 40), ...reply.subarray(0, 20)))).toBe('more')
  })

  test.each([
    ['another address', withCrc(0x02, ...reply.subarray(1, -2))],
    ['another function', withCrc(0x01, 0x03, ...reply.subarray(2, -2))],
    ['another number of registers', withCrc(0x01, 0x04, 0x02, 0x08, 0xd1)],
    ['another number of registers, as long as ours', withCrc(0x01, 0x04, 0x12, ...reply.subarray(3, -2))],
    ["another request's exception", withCrc(0x01, 0x83, 0x02)],
  ])('an intact frame from %s is no reply', (_, frame) => expect(judge(request, frame)).toBe('more'))

  test('noise around a reply is passed over, and so is the request repeated by the adapter', () => {
    expect(judge(request, Uint8Array.of(0, 0xff, ...reply, 0))).toEqual({ reply })
    expect(judge(request, Uint8Array.of(1, ...reply))).toEqual({ reply })
    expect(judge(request, Uint8Array.of(...request, ...reply))).toEqual({ reply })
  })

  test('a reply with another frame behind it is not trusted', () => {
    expect(judge(request, Uint8Array.of(...reply, ...reply))).toBe('garbled')
    expect(judge(request, Uint8Array.of(...reply, ...reset))).toBe('garbled')
  })

  test('the general address is answered by any', () => {
    const general = withCrc(0xf8, 0x04, 0, 0, 0, 10)
    expect(judge(general, reply)).toEqual({ reply })
    const own = withCrc(0xf8, ...reply.subarray(1, -2))
    expect(judge(general, own)).toEqual({ reply: own })
  })

  test('no random bytes are a reply', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        expect(judge(request, noise)).toBeTypeOf('string')
      }),
    )
  })
})

describe('the length of a reply', () => {
  test.each([
    [25, request],
    [8, withCrc(1, 6, 0, 1, 0, 5)],
    [5, reset],
  ])('is %i bytes at the most', (length, asked) => expect(replyLength(asked)).toBe(length))
})

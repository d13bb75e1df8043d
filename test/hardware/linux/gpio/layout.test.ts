import koffi, { type TypeObject } from 'koffi'
import { describe, expect, it } from 'vitest'
import {
  addLevel,
  chipInfoBuffer,
  chipInfoRequest,
  eventBytes,
  eventLevel,
  eventNumber,
  eventTimeUs,
  getValuesRequest,
  inputRequest,
  lineInfoBuffer,
  lineInfoRequest,
  lineRequest,
  outputRequest,
  readChipInfo,
  readConsumer,
  readDescriptor,
  readLevel,
  setValuesRequest,
  valuesBuffer,
  valuesBytes,
} from '../../../../src/hardware/linux/gpio/layout.ts'
import { lineEvent } from '../../../support/fakeGpioKernel.ts'

// The structs as linux/gpio.h has them, laid out by the C rules of this machine.
const name = koffi.array('char', 32)
const attribute = koffi.struct({ id: 'uint32', padding: 'uint32', value: 'uint64' })
const configAttribute = koffi.struct({ attr: attribute, mask: 'uint64' })
const config = koffi.struct({
  flags: 'uint64',
  num_attrs: 'uint32',
  padding: koffi.array('uint32', 5),
  attrs: koffi.array(configAttribute, 10),
})
const structs = {
  chipInfo: koffi.struct({ name, label: name, lines: 'uint32' }),
  lineInfo: koffi.struct({
    name,
    consumer: name,
    offset: 'uint32',
    num_attrs: 'uint32',
    flags: 'uint64',
    attrs: koffi.array(attribute, 10),
    padding: koffi.array('uint32', 4),
  }),
  request: koffi.struct({
    offsets: koffi.array('uint32', 64),
    consumer: name,
    config,
    num_lines: 'uint32',
    event_buffer_size: 'uint32',
    padding: koffi.array('uint32', 5),
    fd: 'int32',
  }),
  values: koffi.struct({ bits: 'uint64', mask: 'uint64' }),
  event: koffi.struct({
    timestamp_ns: 'uint64',
    id: 'uint32',
    offset: 'uint32',
    seqno: 'uint32',
    line_seqno: 'uint32',
    padding: koffi.array('uint32', 6),
  }),
}
/** _IOC of asm-generic/ioctl.h: direction, size, type, number. */
const ioc = (direction: 'read' | 'both', type: TypeObject, number: number) =>
  (direction === 'read' ? 2 : 3) * 2 ** 30 + koffi.sizeof(type) * 2 ** 16 + 0xb4 * 2 ** 8 + number

/** The words of 32 bits that are not zero, by their offsets. */
const wordsOf = (struct: Buffer) =>
  Object.fromEntries(
    Array.from({ length: struct.length / 4 }, (_, at) => [4 * at, struct.readUInt32LE(4 * at)] as const).filter(([, value]) => value !== 0),
  )

describe('the structs of the GPIO character device', () => {
  it('have the sizes of the C header, which the numbers of the requests carry too', () => {
    expect(chipInfoBuffer()).toHaveLength(koffi.sizeof(structs.chipInfo))
    expect(lineInfoBuffer(0)).toHaveLength(koffi.sizeof(structs.lineInfo))
    expect(outputRequest([0], 0, '')).toHaveLength(koffi.sizeof(structs.request))
    expect(valuesBuffer(0)).toHaveLength(koffi.sizeof(structs.values))
    expect(eventBytes).toBe(koffi.sizeof(structs.event))
    expect(chipInfoRequest).toBe(ioc('read', structs.chipInfo, 1))
    expect(lineInfoRequest).toBe(ioc('both', structs.lineInfo, 5))
    expect(lineRequest).toBe(ioc('both', structs.request, 7))
    expect(getValuesRequest).toBe(ioc('both', structs.values, 0x0e))
    expect(setValuesRequest).toBe(ioc('both', structs.values, 0x0f))
  })

  it.each([
    ['up', 4 | 16 | 32 | 256],
    ['down', 4 | 16 | 32 | 512],
    ['none', 4 | 16 | 32 | 1024],
  ] as const)('ask for an input with bias %s, both edges and the largest buffer there is', (bias, flags) => {
    const made = inputRequest({ pin: 17, bias, steadyUs: 5_000, consumer: 'abcd' })
    const at = (member: string) => koffi.offsetof(structs.request, member)
    expect(wordsOf(made)).toEqual({
      [at('offsets')]: 17,
      [at('consumer')]: Buffer.from('abcd').readUInt32LE(),
      [at('config') + koffi.offsetof(config, 'flags')]: flags,
      [at('num_lines')]: 1,
      [at('event_buffer_size')]: 1024,
    })
  })

  it('ask for an output that is driven from the beginning', () => {
    const first = koffi.offsetof(structs.request, 'config') + koffi.offsetof(config, 'attrs')
    expect(wordsOf(outputRequest([5], 1, ''))).toEqual({
      0: 5,
      [koffi.offsetof(structs.request, 'config')]: 8,
      [koffi.offsetof(structs.request, 'config') + koffi.offsetof(config, 'num_attrs')]: 1,
      [first]: 2,
      [first + koffi.offsetof(attribute, 'value')]: 1,
      [first + koffi.offsetof(configAttribute, 'mask')]: 1,
      [koffi.offsetof(structs.request, 'num_lines')]: 1,
      [koffi.offsetof(structs.request, 'event_buffer_size')]: 1024,
    })
  })

  it('ask for several outputs at once, low at first', () => {
    const made = outputRequest([17, 4, 26], 0, '')
    const first = koffi.offsetof(structs.request, 'config') + koffi.offsetof(config, 'attrs')
    expect([0, 4, 8, 12].map((at) => made.readUInt32LE(at))).toEqual([17, 4, 26, 0])
    expect(made.readUInt32LE(koffi.offsetof(structs.request, 'num_lines'))).toBe(3)
    expect(made.readBigUInt64LE(first + koffi.offsetof(attribute, 'value'))).toBe(0n)
    expect(made.readBigUInt64LE(first + koffi.offsetof(configAttribute, 'mask'))).toBe(0b111n)
  })

  it('set any of 64 lines, and leave the others as they are', () => {
    const values = Buffer.alloc(3 * valuesBytes)
    for (const [line, level] of [
      [0, 1],
      [9, 0],
      [33, 1],
      [63, 0],
    ] as const)
      addLevel(values, valuesBytes, line, level)
    expect(wordsOf(values)).toEqual({ 16: 1, 20: 2, 24: 1 | (1 << 9), 28: 2 + 2 ** 31 })
    expect(valuesBytes).toBe(koffi.sizeof(structs.values))
  })

  it('keep the end of a long consumer name free for the zero that ends it', () => {
    const made = outputRequest([0], 0, 'a'.repeat(40))
    expect(made.toString('latin1', 256, 290)).toBe(`${'a'.repeat(31)}\0\u0008\0`)
  })

  it('give the descriptor from where the kernel writes it', () => {
    const made = outputRequest([0], 0, '')
    made.writeInt32LE(7, koffi.offsetof(structs.request, 'fd'))
    expect(readDescriptor(made)).toBe(7)
  })

  it('tell a chip', () => {
    const info = chipInfoBuffer()
    koffi.encode(info, structs.chipInfo, { name: 'gpiochip4', label: 'pinctrl-rp1', lines: 54 })
    expect(readChipInfo(info)).toEqual({ name: 'gpiochip4', label: 'pinctrl-rp1', lines: 54 })
  })

  it.each([
    ['nobody', 4, '', null],
    ['a program', 5, 'spi0 CS0', 'spi0 CS0'],
    ['one that gave no name', 1, '', ''],
    ['one whose name fills its place', 1, 'b'.repeat(32), 'b'.repeat(32)],
  ])('tell that a line is used by %s', (_, flags, consumer, told) => {
    const info = lineInfoBuffer(9)
    expect(info.readUInt32LE(koffi.offsetof(structs.lineInfo, 'offset'))).toBe(9)
    info.write(consumer, koffi.offsetof(structs.lineInfo, 'consumer'))
    info.writeUInt32LE(flags, koffi.offsetof(structs.lineInfo, 'flags'))
    expect(readConsumer(info)).toBe(told)
  })

  it('carry the level of the only line', () => {
    expect(wordsOf(valuesBuffer(1))).toEqual({ 0: 1, [koffi.offsetof(structs.values, 'mask')]: 1 })
    expect(wordsOf(valuesBuffer(0))).toEqual({ 8: 1 })
    expect([readLevel(valuesBuffer(1)), readLevel(valuesBuffer(0))]).toEqual([1, 0])
  })

  it('tell an event with its time to the nanosecond, after years too', () => {
    const events = Buffer.concat([lineEvent(1, 0x12_3456_789a_bcden, 3), lineEvent(0, 1_500n, 4)])
    expect([eventLevel(events, 0), eventLevel(events, 48)]).toEqual([1, 0])
    expect([eventNumber(events, 0), eventNumber(events, 48)]).toEqual([3, 4])
    expect(eventTimeUs(events, 0)).toBeCloseTo(Number(0x12_3456_789a_bcden) / 1000, 1)
    expect(eventTimeUs(events, 48)).toBe(1.5)
  })
})

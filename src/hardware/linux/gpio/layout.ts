import type { InputPin, Level } from '../../ports.ts'

/**
 * The structs of the kernel's GPIO interface, version 2 (linux/gpio.h; Linux 5.10 and later), byte by byte. All values are in the
 * machine's own order, little endian wherever Node runs; the layout is the same on 32 and on 64 bits.
 */

/** _IOR/_IOWR(0xB4, nr, struct): the numbers of the requests, with the struct's size in bits 16 to 29. */
export const chipInfoRequest = 0x80_44_b4_01
export const lineInfoRequest = 0xc1_00_b4_05
export const lineRequest = 0xc2_50_b4_07
export const getValuesRequest = 0xc0_10_b4_0e
export const setValuesRequest = 0xc0_10_b4_0f

/** What the kernel's buffer of a line takes at most (GPIO_V2_LINES_MAX * 16). */
const maxBufferedEvents = 1024
export const eventBytes = 48

const nameBytes = 32
/** enum gpio_v2_line_flag */
const flags = { used: 1, input: 4, output: 8, rising: 16, falling: 32, biasUp: 256, biasDown: 512, biasOff: 1024 } as const
const biasFlags = { up: flags.biasUp, down: flags.biasDown, none: flags.biasOff } as const
const outputValues = 2
const risingEdge = 1

interface ChipInfo {
  /** gpiochip0 */
  readonly name: string
  /** What its driver calls it: pinctrl-rp1. */
  readonly label: string
  readonly lines: number
}

/** A chip and where it is. */
export interface Chip extends ChipInfo {
  /** Its character device. */
  readonly path: string
}

/** struct gpiochip_info: name, label, lines. */
export const chipInfoBuffer = (): Buffer => Buffer.alloc(68)
export const readChipInfo = (info: Buffer): ChipInfo => ({ name: word(info, 0), label: word(info, 32), lines: info.readUInt32LE(64) })

/** struct gpio_v2_line_info: name, consumer, offset, number of attributes, flags, attributes. */
export function lineInfoBuffer(pin: number): Buffer {
  const info = Buffer.alloc(256)
  info.writeUInt32LE(pin, 64)
  return info
}

/** Who uses a line; null: nobody. An empty name where that one gave none. */
export const readConsumer = (info: Buffer): string | null => ((info.readUInt32LE(72) & flags.used) === 0 ? null : word(info, nameBytes))

/** struct gpio_v2_line_request: offsets, consumer, configuration (flags, attributes), number of lines, buffer size, descriptor. */
export const inputRequest = ({ pin, bias, consumer }: InputPin): Buffer =>
  request([pin], consumer, flags.input | flags.rising | flags.falling | biasFlags[bias])

/** All of one level. The lines of the request are numbered as the pins are. */
export function outputRequest(pins: readonly number[], level: Level, consumer: string): Buffer {
  const made = request(pins, consumer, flags.output)
  made.writeUInt32LE(1, 296)
  made.writeUInt32LE(outputValues, 320)
  // The values, and of which lines of the request, as struct gpio_v2_line_values has them.
  for (const line of pins.keys()) addLevel(made, 328, line, level)
  return made
}

/** The descriptor of the lines, as the kernel has written it into their request. */
export const readDescriptor = (made: Buffer): number => made.readInt32LE(588)

function request(pins: readonly number[], consumer: string, withFlags: number): Buffer {
  const made = Buffer.alloc(592)
  for (const [line, pin] of pins.entries()) made.writeUInt32LE(pin, 4 * line)
  made.write(consumer, 256, nameBytes - 1)
  made.writeUInt32LE(withFlags, 288)
  made.writeUInt32LE(pins.length, 560)
  made.writeUInt32LE(maxBufferedEvents, 564)
  return made
}

/** struct gpio_v2_line_values: bits, mask. */
export const valuesBytes = 16

/** Of the first line of a request, which may be its only one. */
export function valuesBuffer(level: Level): Buffer {
  const values = Buffer.alloc(valuesBytes)
  addLevel(values, 0, 0, level)
  return values
}

/** Adds a line, by its number in the request, to the values at `at`, in which it was not yet. */
export function addLevel(struct: Buffer, at: number, line: number, level: Level): void {
  const [byte, bit] = [at + (line >> 3), 1 << (line & 7)]
  if (level === 1) struct.writeUInt8(struct.readUInt8(byte) | bit, byte)
  struct.writeUInt8(struct.readUInt8(byte + 8) | bit, byte + 8)
}

/** The level of the first line. */
export const readLevel = (values: Buffer): Level => (values.readUInt32LE(0) & 1 ? 1 : 0)

/** struct gpio_v2_line_event: time stamp (ns), kind, offset, number in the request, number on the line. */
export const eventLevel = (events: Buffer, at: number): Level => (events.readUInt32LE(at + 8) === risingEdge ? 1 : 0)
export const eventTimeUs = (events: Buffer, at: number): number =>
  events.readUInt32LE(at + 4) * (2 ** 32 / 1000) + events.readUInt32LE(at) / 1000
/** Counts every edge of the line, also those that were lost. The first is 1. */
export const eventNumber = (events: Buffer, at: number): number => events.readUInt32LE(at + 20)

function word(struct: Buffer, start: number): string {
  const text = struct.subarray(start, start + nameBytes)
  const end = text.indexOf(0)
  return text.toString('utf8', 0, end === -1 ? nameBytes : end)
}

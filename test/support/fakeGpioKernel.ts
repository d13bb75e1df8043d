import type { Kernel } from '../../src/hardware/linux/gpio/kernel.ts'
import type { Level } from '../../src/hardware/ports.ts'

export interface FakeChip {
  readonly name: string
  readonly label: string
  readonly lines: number
  /** Who uses which line; `request` adds to them. */
  readonly consumers?: Map<number, string>
  /** What opening it fails with ("EACCES"). */
  readonly refuses?: string
  /** What each request of a line fails with. */
  readonly refusesLines?: string
}

/** The lines of a request, as the kernel sees them. */
export interface FakeLine {
  /** The first one. */
  readonly pin: number
  readonly flags: number
  readonly consumer: string
  /** By their pins. */
  readonly levels: Map<number, Level>
  /** Of the first one. */
  readonly level: Level
  /** What waits to be read. */
  readonly events: Buffer[]
  nonBlocking: boolean
}

export interface FakeGpioKernel extends Kernel {
  readonly chips: Map<string, FakeChip>
  /** The requests that are open. */
  readonly lines: Map<number, FakeLine>
  /** How many descriptors are open. */
  open(path: string): number
  readonly descriptors: ReadonlySet<number>
  now: number
}

export const failing = (code: string) => Object.assign(new Error(code), { code })

/** A kernel with GPIO chips, by their devices, that reads and writes the same structs as the real one (linux/gpio.h). */
export function fakeGpioKernel(chips: Readonly<Record<string, FakeChip>>): FakeGpioKernel {
  const there = new Map(Object.entries(chips))
  const lines = new Map<number, FakeLine>()
  const opened = new Map<number, string>()
  const descriptors = new Set<number>()
  let next = 3
  const descriptor = () => {
    descriptors.add(next)
    return next++
  }

  function request(chip: FakeChip, struct: Buffer): void {
    const pins = Array.from({ length: struct.readUInt32LE(560) }, (_, at) => struct.readUInt32LE(4 * at))
    const [pin = 0] = pins
    if (chip.refusesLines !== undefined) throw failing(chip.refusesLines)
    if (pins.some((each) => chip.consumers?.has(each))) throw failing('EBUSY')
    const line = descriptor()
    const consumer = word(struct, 256)
    for (const each of pins) chip.consumers?.set(each, consumer)
    const levels = new Map(pins.map((each): [number, Level] => [each, 0]))
    if (struct.readUInt32LE(296) === 1) setLevels(levels, struct.subarray(328, 344))
    lines.set(line, {
      pin,
      flags: Number(struct.readBigUInt64LE(288)),
      consumer,
      levels,
      get level() {
        return levels.get(pin) ?? 0
      },
      events: [],
      nonBlocking: false,
    })
    struct.writeInt32LE(line, 588)
  }

  function onChip(chip: FakeChip, number: number, struct: Buffer): void {
    if (number === 0x8044b401) {
      struct.write(chip.name, 0)
      struct.write(chip.label, 32)
      struct.writeUInt32LE(chip.lines, 64)
    } else if (number === 0xc100b405) {
      const consumer = chip.consumers?.get(struct.readUInt32LE(64))
      struct.write(consumer ?? '', 32)
      struct.writeUInt32LE(consumer === undefined ? 4 : 5, 72)
    } else if (number === 0xc250b407) request(chip, struct)
    else throw failing('ENOTTY')
  }

  function onLine(line: FakeLine, number: number, struct: Buffer): void {
    if (number === 0xc010b40e) struct.writeBigUInt64LE(BigInt(line.level), 0)
    else if (number === 0xc010b40f) setLevels(line.levels, struct)
    else throw failing('ENOTTY')
  }

  const kernel: FakeGpioKernel = {
    chips: there,
    lines,
    descriptors,
    now: 0,
    list: () => [...there.keys()].map((path) => path.replace('/dev/', '')).concat('null', 'gpiomem'),
    open(path) {
      const chip = there.get(path)
      if (chip === undefined) throw failing('ENOENT')
      if (chip.refuses !== undefined) throw failing(chip.refuses)
      const made = descriptor()
      opened.set(made, path)
      return made
    },
    close(which) {
      if (!descriptors.delete(which)) throw failing('EBADF')
      lines.delete(which)
    },
    control(which, number, struct) {
      if (!descriptors.has(which)) throw failing('EBADF')
      const line = lines.get(which)
      const chip = there.get(opened.get(which) ?? '')
      if (there.size === 0) throw failing('ENODEV')
      if (line !== undefined) onLine(line, number, struct)
      else if (chip !== undefined) onChip(chip, number, struct)
    },
    wakeAtOnce: () => undefined,
    nonBlocking(which) {
      const line = lines.get(which)
      if (line !== undefined) line.nonBlocking = true
    },
    read(which, into) {
      if (!descriptors.has(which)) throw failing('EBADF')
      if (there.size === 0) throw failing('ENODEV')
      const events = lines.get(which)?.events.splice(0, into.length / 48) ?? []
      return events.length === 0 ? null : Buffer.concat(events).copy(into)
    },
    nowUs: () => kernel.now,
  }
  return kernel
}

/** struct gpio_v2_line_values: the lines that the mask names, in the order of their request. */
function setLevels(levels: Map<number, Level>, values: Buffer): void {
  const [bits, mask] = [values.readBigUInt64LE(0), values.readBigUInt64LE(8)]
  for (const [line, pin] of [...levels.keys()].entries()) {
    if ((mask >> BigInt(line)) & 1n) levels.set(pin, (bits >> BigInt(line)) & 1n ? 1 : 0)
  }
}

/** struct gpio_v2_line_event */
export function lineEvent(level: Level, atNs: bigint, number: number, offset = 17): Buffer {
  const event = Buffer.alloc(48)
  event.writeBigUInt64LE(atNs, 0)
  event.writeUInt32LE(level === 1 ? 1 : 2, 8)
  event.writeUInt32LE(offset, 12)
  event.writeUInt32LE(number, 16)
  event.writeUInt32LE(number, 20)
  return event
}

const word = (struct: Buffer, at: number) => struct.toString('utf8', at, struct.indexOf(0, at))

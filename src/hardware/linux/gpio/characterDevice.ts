import type { Clock } from '../../../runtime/clock.ts'
import type { Gpio, GpioInput, GpioOutput, InputPin } from '../../ports.ts'
import { SteadyLevels } from '../../steadyLevels.ts'
import { findChip } from './chips.ts'
import { chipOpeningError, noSuchPin, pinGone, pinRefused, pinTaken } from './gpioErrors.ts'
import { errnoName } from '../spiErrors.ts'
import type { Kernel } from './kernel.ts'
import {
  type Chip,
  getValuesRequest,
  inputRequest,
  lineInfoBuffer,
  lineInfoRequest,
  lineRequest,
  outputRequest,
  readConsumer,
  readDescriptor,
  readLevel,
  setValuesRequest,
  valuesBuffer,
} from './layout.ts'
import { LineEvents } from './lineEvents.ts'
import { polledEdges } from './polledEdges.ts'

/**
 * The pins of a chip by the kernel's GPIO character device (linux/gpio.h, version 2). Each pin is a request of its own: its buffer and
 * its sequence numbers are its own then. The chip is looked for each time, as one that was removed may come back under another name.
 *
 * A level shorter than `steadyUs` is dropped here, not by the kernel: for a pin without a filter of its own the kernel waits in ticks of its
 * timer (4 ms is usual) and stamps the end of that wait, which no measuring of intervals stands.
 */
export const characterDevice = (kernel: Kernel, wanted: () => string | null, clock: Clock): Gpio => ({
  async input(pin, signal) {
    signal.throwIfAborted()
    return openInput(kernel, findChip(kernel, wanted()), pin, clock, signal)
  },
  async output(pin, level, consumer, signal) {
    signal.throwIfAborted()
    const chip = findChip(kernel, wanted())
    return openOutput(kernel, pin, request(kernel, chip, pin, outputRequest(pin, level, consumer)), signal)
  },
})

function openInput(kernel: Kernel, chip: Chip, pin: InputPin, clock: Clock, signal: AbortSignal): GpioInput {
  const line = request(kernel, chip, pin.pin, inputRequest(pin))
  try {
    kernel.nonBlocking(line)
    const values = valuesBuffer(0)
    kernel.control(line, getValuesRequest, values)
    const level = readLevel(values)
    const [events, steady] = [new LineEvents(kernel, line), new SteadyLevels(level, pin.steadyUs)]
    const read = () => steady.take(orGone(pin.pin, () => events.read()))
    closeAtEnd(kernel, line, signal)
    return { level, edges: polledEdges(read, clock, signal) }
  } catch (error) {
    kernel.close(line)
    throw pinGone(pin.pin, error)
  }
}

function openOutput(kernel: Kernel, pin: number, line: number, signal: AbortSignal): GpioOutput {
  closeAtEnd(kernel, line, signal)
  return {
    set(level) {
      signal.throwIfAborted()
      orGone(pin, () => kernel.control(line, setValuesRequest, valuesBuffer(level)))
    },
  }
}

const closeAtEnd = (kernel: Kernel, line: number, signal: AbortSignal) =>
  signal.addEventListener('abort', () => kernel.close(line), { once: true })

function orGone<T>(pin: number, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw pinGone(pin, error)
  }
}

/** The line's own descriptor. */
function request(kernel: Kernel, chip: Chip, pin: number, made: Buffer): number {
  if (pin >= chip.lines) throw noSuchPin(pin, chip)
  return onChip(kernel, chip, (descriptor) => {
    try {
      kernel.control(descriptor, lineRequest, made)
      return readDescriptor(made)
    } catch (error) {
      if (errnoName(error) === 'EBUSY') throw pinTaken(pin, consumerOf(kernel, descriptor, pin), error)
      throw pinRefused(pin, chip, error)
    }
  })
}

/** Who uses a pin, as the kernel knows; null: nobody. Throws a DeviceError where the chip cannot be asked. */
export const pinConsumer = (kernel: Kernel, chip: Chip, pin: number): string | null =>
  onChip(kernel, chip, (descriptor) => consumerOf(kernel, descriptor, pin))

function consumerOf(kernel: Kernel, descriptor: number, pin: number): string | null {
  const info = lineInfoBuffer(pin)
  kernel.control(descriptor, lineInfoRequest, info)
  return readConsumer(info)
}

function onChip<T>(kernel: Kernel, { path }: Chip, act: (descriptor: number) => T): T {
  const descriptor = opened(kernel, path)
  try {
    return act(descriptor)
  } finally {
    kernel.close(descriptor)
  }
}

function opened(kernel: Kernel, path: string): number {
  try {
    return kernel.open(path)
  } catch (error) {
    throw chipOpeningError(path, error)
  }
}

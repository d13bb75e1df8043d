import { chipOpeningError, noSuchPin, pinRefused, pinTaken } from './gpioErrors.ts'
import { errnoName } from '../spiErrors.ts'
import type { Kernel } from './kernel.ts'
import { type Chip, lineInfoBuffer, lineInfoRequest, lineRequest, readConsumer, readDescriptor } from './layout.ts'

/** Takes lines by a request of layout.ts for these pins, and gives their descriptor. Throws a DeviceError whose sentence says what to do. */
export function requestLines(kernel: Kernel, chip: Chip, pins: readonly number[], made: Buffer): number {
  const missing = pins.find((pin) => pin >= chip.lines)
  if (missing !== undefined) throw noSuchPin(missing, chip)
  return onChip(kernel, chip, (descriptor) => {
    try {
      kernel.control(descriptor, lineRequest, made)
      return readDescriptor(made)
    } catch (error) {
      if (errnoName(error) === 'EBUSY') throw takenOf(kernel, descriptor, pins, error)
      throw pinRefused(firstOf(pins), chip, error)
    }
  })
}

/** Which of the pins is in use; the kernel does not tell. */
function takenOf(kernel: Kernel, descriptor: number, pins: readonly number[], error: unknown): Error {
  for (const pin of pins) {
    const consumer = consumerOf(kernel, descriptor, pin)
    if (consumer !== null) return pinTaken(pin, consumer, error)
  }
  return pinTaken(firstOf(pins), null, error)
}

/** Whom a sentence names that is true of all. */
const firstOf = (pins: readonly number[]): number => pins[0] ?? 0

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

import { DeviceError, sentence } from '../../../entities/errors.ts'
import { errnoName } from '../spiErrors.ts'
import type { Chip } from './layout.ts'

const mayUse =
  'add the user to the group gpio (sudo usermod -aG gpio USER, then log in again), or, where this is the app of Home Assistant, install it again: its configuration gives it the pins'

export const noChip = () =>
  new DeviceError(
    'this machine has no GPIO chip (/dev/gpiochip*), or it may not be used: where this is the app of Home Assistant, install it again: its configuration gives it the pins',
  )

export const chipsThere = (chips: readonly Chip[]): string =>
  chips.length === 0 ? 'there are none' : `there is ${chips.map(({ label, path }) => `${label} (${path})`).join(', ')}`

/** A chip's device cannot be used at all. */
export function chipOpeningError(path: string, error: unknown): DeviceError {
  return new DeviceError(chipSentence(path, error), { cause: error })
}

function chipSentence(path: string, error: unknown): string {
  switch (errnoName(error)) {
    case 'EACCES':
    case 'EPERM':
      return `no permission to use ${path}: ${mayUse}`
    case 'ENOENT':
    case 'ENXIO':
    case 'ENODEV':
      return `there is no ${path}: remove "chip" below "gpio" in the settings, and the board's own is found`
    case 'ENOTTY':
    case 'EINVAL':
      return `${path} is no GPIO chip of Linux 5.10 or later`
    case null:
    default:
      return `${path} cannot be opened: ${sentence(error)}`
  }
}

/** The pin is none of the chip's. */
export const noSuchPin = (pin: number, { label, path, lines }: Chip) =>
  new DeviceError(`there is no pin ${pin}: ${label} (${path}) has 0 to ${lines - 1}`)

/** Who uses it, as the kernel knows; an empty name where that one gave none, null where nobody does any more. */
export const pinTaken = (pin: number, consumer: string | null, cause?: unknown) =>
  new DeviceError(`pin ${pin} is in use by ${consumer || 'another program'}: end it there, or wire the device to another pin`, { cause })

/** The kernel does not hand the pin out. */
export function pinRefused(pin: number, { path }: Chip, error: unknown): DeviceError {
  const code = errnoName(error)
  if (code === 'EPERM' || code === 'EACCES') return new DeviceError(`no permission to use pin ${pin}: ${mayUse}`, { cause: error })
  if (code === 'ENODEV') return pinGone(pin, error)
  if (code === 'ENXIO') return new DeviceError(`pin ${pin} of ${path} tells no edges: wire the device to another pin`, { cause: error })
  return new DeviceError(`pin ${pin} of ${path} cannot be used: ${sentence(error)}`, { cause: error })
}

/** An open pin stopped working. */
export function pinGone(pin: number, error: unknown): DeviceError {
  const gone = errnoName(error) === 'ENODEV'
  return new DeviceError(gone ? `pin ${pin} has gone: its GPIO chip was removed` : `pin ${pin} failed: ${sentence(error)}`, {
    cause: error,
  })
}

/** The native module that reaches the kernel does not load. */
export function missingKoffi(error: unknown): DeviceError {
  const because = sentence(error).split('\n')[0]
  return new DeviceError(
    `GPIO cannot be used: the optional package koffi does not load on this machine (${because}); it is made for 64-bit systems and for 32-bit ARMv7 with glibc`,
    { cause: error },
  )
}

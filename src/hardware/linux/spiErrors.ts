import { DeviceError, sentence } from '../../entities/errors.ts'

/** The name of an error of the system ("ENOENT"); null where it is none. */
export function errnoName(error: unknown): string | null {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return null
  // spi-device has no name for it: the controller has been removed.
  return error.code === '' && error.message.includes('endpoint shutdown') ? 'ESHUTDOWN' : error.code
}

/** Opening the chip failed: what the user can do. */
export function openingError(device: string, error: unknown): DeviceError {
  return new DeviceError(openingSentence(device, error), { cause: error })
}

function openingSentence(device: string, error: unknown): string {
  switch (errnoName(error)) {
    case 'ENOENT':
    case 'ENXIO':
    case 'ENODEV':
      return `there is no ${device}: enable SPI (${enabling(device)} in config.txt on the boot partition) and restart the machine`
    case 'EACCES':
    case 'EPERM':
      return `no permission to use ${device}: add the user to the group spi (sudo usermod -aG spi USER, then log in again), or let the app use the device`
    case 'EBUSY':
      return `${device} is in use by another program or by a driver of the kernel`
    case 'EINVAL':
      return `${device} does not take this mode or clock: lower the clock in the settings`
    case null:
    default:
      return `${device} cannot be opened: ${sentence(error)}`
  }
}

/** The first bus has two chip selects; everything else wants an overlay. */
function enabling(device: string): string {
  const [, bus = '0', chipSelect = '0'] = /(\d+)\.(\d+)$/.exec(device) ?? []
  if (bus === '0') return Number(chipSelect) < 2 ? 'dtparam=spi=on' : `an overlay that adds chip select ${chipSelect} of SPI 0`
  return `dtoverlay=spi${bus}-${Math.min(Number(chipSelect) + 1, 3)}cs`
}

/** A transfer of `conversions` failed for good. */
export function transferError(device: string, conversions: number, error: unknown): DeviceError {
  return new DeviceError(transferSentence(device, conversions, error), { cause: error })
}

function transferSentence(device: string, conversions: number, error: unknown): string {
  switch (errnoName(error)) {
    case 'ENODEV':
    case 'ENXIO':
    case 'ESHUTDOWN':
      return `${device} has gone: was its overlay removed, or SPI disabled?`
    case 'EMSGSIZE':
      return `${device} does not even take ${conversions} conversion at a time: remove spidev.bufsiz from the kernel's command line`
    case 'EINVAL':
      return `${device} does not take this mode or clock: lower the clock in the settings`
    case 'ETIMEDOUT':
      return `${device} did not finish in time: the bus hangs, look at the kernel's log (dmesg)`
    case 'EIO':
      return `${device} failed on the wire: look at the kernel's log (dmesg)`
    case null:
    default:
      return `${device} failed: ${sentence(error)}`
  }
}

/** The native module does not load. */
export function missingLibrary(device: string, error: unknown): DeviceError {
  const because = sentence(error).split('\n')[0]
  return new DeviceError(
    `${device} cannot be opened: the optional package spi-device does not load on this machine (${because}); npm install spi-device builds it, with python3, make and g++`,
    { cause: error },
  )
}

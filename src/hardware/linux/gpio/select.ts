import { DeviceError } from '../../../entities/errors.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { GpioSettings } from '../../../settings/settings.ts'
import type { Gpio } from '../../ports.ts'
import { characterDevice } from './characterDevice.ts'
import { findChip } from './chips.ts'
import { missingKoffi } from './gpioErrors.ts'
import type { Kernel } from './kernel.ts'
import { pinConsumer } from './lineRequests.ts'
import type { StartLineThread } from './lineThread.ts'
import { pigpioGpio } from './pigpio.ts'
import { NoPigpio, type PigpioLibrary } from './pigpioLibrary.ts'
import { pipes } from './pipes.ts'

/** What the choice is made from, each asked for when a pin is. */
export interface GpioParts {
  readonly settings: () => GpioSettings
  readonly clock: Clock
  /** Rejects where koffi does not load. */
  readonly kernel: () => Promise<Kernel>
  /** Plays waves on lines of the kernel. */
  readonly lineThread: StartLineThread
  /** Rejects with NoPigpio where it is missing or not permitted. */
  readonly pigpio: () => Promise<PigpioLibrary>
  /** Why pigpio cannot tell edges here; null: it can. */
  readonly inputRefusal: () => string | null
  /** By the device tree; null: no Raspberry Pi. */
  readonly boardLabel: () => string | null
  /** Says once why the character device stands in for pigpio. */
  readonly tell: (sentence: string) => void
}

/** The boards on which pigpio works: Pi 4 and 0 to 3. It never will on a Pi 5. */
const pigpioLabels: ReadonlySet<string | null> = new Set(['pinctrl-bcm2711', 'pinctrl-bcm2835'])

/** The pins of this machine, by pigpio where the board and the machine allow it, else by the character device. Nothing native is loaded before a pin is asked for. */
export function selectedGpio(parts: GpioParts): Gpio {
  const character = once(() => characterBackend(parts))
  const pigpio = once(() => pigpioBackend(parts))
  const told = new Set<string>()

  async function standIn(error: unknown): Promise<Gpio> {
    if (!(error instanceof NoPigpio)) throw error
    if (!told.has(error.message)) parts.tell(`the GPIO character device is used instead of pigpio: ${error.message}`)
    told.add(error.message)
    return character()
  }

  /** Opens a pin by the backend of the settings, or of the board. Nothing is said where the character device does what pigpio cannot. */
  async function by<T>(open: (gpio: Gpio) => Promise<T>, refusal: string | null = null): Promise<T> {
    const { backend } = parts.settings()
    if (backend === 'character-device') return open(await character())
    const byPigpio = async () => open(await pigpio())
    if (backend === 'pigpio' && refusal !== null) throw new DeviceError(refusal)
    if (backend === 'pigpio') return byPigpio().catch(orDeviceError)
    if (refusal !== null || !pigpioLabels.has(await labelOf(parts))) return open(await character())
    return byPigpio().catch(async (error: unknown) => open(await standIn(error)))
  }

  return {
    input: (pin, signal) => by((gpio) => gpio.input(pin, signal), parts.inputRefusal()),
    output: (pin, level, consumer, signal) => by((gpio) => gpio.output(pin, level, consumer, signal)),
    waves: (outputs, next, signal) => by((gpio) => gpio.waves(outputs, next, signal)),
  }
}

async function characterBackend({ kernel, settings, clock, lineThread }: GpioParts): Promise<Gpio> {
  const loaded = await kernel().catch((error: unknown) => {
    throw missingKoffi(error)
  })
  return characterDevice(loaded, () => settings().chip, clock, lineThread)
}

async function pigpioBackend({ pigpio, kernel, clock }: GpioParts): Promise<Gpio> {
  const library = await pigpio()
  const asked = await kernel().catch(() => null)
  return pigpioGpio({ library, pipes, clock, consumerOf: (pin) => consumerOn(asked, pin) })
}

/** Null also where the kernel cannot be asked. */
function consumerOn(kernel: Kernel | null, pin: number): string | null {
  try {
    return kernel === null ? null : pinConsumer(kernel, findChip(kernel, null), pin)
  } catch {
    return null
  }
}

/** What the chip of the settings, or of the board, is called. */
async function labelOf({ settings, kernel, boardLabel }: GpioParts): Promise<string | null> {
  const { chip } = settings()
  const asked = await kernel().catch(() => null)
  try {
    if (asked !== null) return findChip(asked, chip).label
  } catch (error) {
    if (chip !== null) throw error
  }
  return boardLabel()
}

function orDeviceError(error: unknown): never {
  throw error instanceof NoPigpio ? new DeviceError(`pigpio cannot be used: ${error.message}`, { cause: error }) : error
}

/** Tried again after a failure. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    void made.catch(() => (made = null))
    return made
  }
}

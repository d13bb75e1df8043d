import { ReadStream } from 'node:fs'
import { DeviceError, sentence } from '../../../entities/errors.ts'
import type { Clock } from '../../../runtime/clock.ts'
import type { Gpio, GpioInput, GpioOutput, InputPin, Level } from '../../ports.ts'
import { SteadyLevels } from '../../steadyLevels.ts'
import { pinTaken } from './gpioErrors.ts'
import { NoPigpio, type PigpioLibrary, type PigpioNotifier, type PigpioPin } from './pigpioLibrary.ts'
import { PigpioReports } from './pigpioReports.ts'
import { type PigpioSession, pigpioSessions } from './pigpioSession.ts'
import { polledEdges } from './polledEdges.ts'
import type { Pipes } from './pipes.ts'

/** What pigpio's own filter takes at most (PI_MAX_STEADY). */
const maxFilterUs = 300_000
/** PI_MAX_USER_GPIO */
const maxPin = 31

export interface PigpioWorld {
  readonly library: PigpioLibrary
  readonly pipes: Pipes
  readonly clock: Clock
  /** Who uses a pin by way of the kernel, which pigpio does not ask; null: nobody. */
  readonly consumerOf: (pin: number) => string | null
  readonly session: () => PigpioSession
}

/**
 * The pins of a Raspberry Pi 0 to 4 by pigpio, sampled by DMA. Edges come through a pipe of 64 KiB a pin with numbered reports. The
 * package's `alert` events are not used: for each one pigpio waits until JavaScript has run, and what its 120 ms of samples do not hold
 * is gone without a trace.
 */
export function pigpioGpio(world: Omit<PigpioWorld, 'session'>, afterStart?: () => void): Gpio {
  const open = { ...world, session: pigpioSessions(world.library, afterStart) }
  const users = new Map<number, string>()
  return {
    async input(pin, signal) {
      return using(open, users, pin, signal, (session) => openInput(open, session, pin, signal))
    },
    async output(pin, level, consumer, signal) {
      return using(open, users, { pin, consumer }, signal, async () => openOutput(open, pin, level, signal))
    },
  }
}

/** Opens a pin, which is nobody else's until the signal. */
async function using<T>(
  { session, consumerOf }: PigpioWorld,
  users: Map<number, string>,
  { pin, consumer }: Pick<InputPin, 'pin' | 'consumer'>,
  signal: AbortSignal,
  open: (session: PigpioSession) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  if (pin > maxPin) throw new DeviceError(`there is no pin ${pin}: pigpio has 0 to ${maxPin}`)
  const user = users.get(pin) ?? consumerOf(pin)
  if (user !== null) throw pinTaken(pin, user)
  const held = session()
  const release = () => {
    users.delete(pin)
    held.release()
  }
  try {
    users.set(pin, consumer)
    const opened = await open(held)
    // The last listener: what `open` added ends before pigpio does.
    signal.addEventListener('abort', release, { once: true })
    return opened
  } catch (error) {
    release()
    signal.throwIfAborted()
    throw failed(pin, error)
  }
}

async function openInput(
  { library, pipes, clock }: PigpioWorld,
  { ticks }: PigpioSession,
  wanted: InputPin,
  signal: AbortSignal,
): Promise<GpioInput> {
  const { pin, bias, steadyUs } = wanted
  const { Gpio } = library
  const gpio: PigpioPin = new Gpio(pin)
  gpio.mode(Gpio.INPUT)
  gpio.pullUpDown({ up: Gpio.PUD_UP, down: Gpio.PUD_DOWN, none: Gpio.PUD_OFF }[bias])
  const filterUs = Math.min(steadyUs, maxFilterUs)
  gpio.glitchFilter(filterUs)
  const notifier = new library.Notifier()
  const pipe = await openPipe(notifier, pipes, signal)
  const reports = new PigpioReports({ pin, filterUs }, { files: pipes, pipe, ticks, getTick: () => library.getTick() })
  const level = levelOf(gpio.digitalRead())
  const steady = new SteadyLevels(level, steadyUs > filterUs ? steadyUs : 0)
  notifier.start((1 << pin) >>> 0)
  signal.addEventListener('abort', () => closeInput(gpio, notifier, () => pipes.close(pipe)), { once: true })
  return { level, edges: polledEdges(() => steady.take(orFailed(pin, () => reports.read())), clock, signal) }
}

/** The pipe by a descriptor of our own: a read by the notifier's own stream would wait in a thread, and hold the program's end. */
async function openPipe(notifier: PigpioNotifier, pipes: Pipes, signal: AbortSignal): Promise<number> {
  try {
    const path = await closedStream(notifier.stream())
    signal.throwIfAborted()
    return pipes.open(path)
  } catch (error) {
    notifier.close()
    throw error
  }
}

/** The path of a stream that is closed by then. It opens its pipe in a thread, where that would wait for ever once pigpio has left it. */
async function closedStream(stream: object): Promise<string> {
  if (!(stream instanceof ReadStream)) throw new NoPigpio('its notifier has no pipe')
  stream.on('error', () => undefined).destroy()
  if (!stream.closed) await new Promise<void>((resolve) => void stream.once('close', resolve))
  return String(stream.path)
}

function closeInput(gpio: PigpioPin, notifier: PigpioNotifier, closePipe: () => void): void {
  notifier.stop()
  notifier.close()
  gpio.glitchFilter(0)
  closePipe()
}

function openOutput({ library: { Gpio } }: PigpioWorld, pin: number, level: Level, signal: AbortSignal): GpioOutput {
  const gpio: PigpioPin = new Gpio(pin)
  gpio.digitalWrite(level)
  signal.addEventListener('abort', () => gpio.mode(Gpio.INPUT), { once: true })
  return {
    set(to) {
      signal.throwIfAborted()
      orFailed(pin, () => gpio.digitalWrite(to))
    },
  }
}

const levelOf = (read: number): Level => (read === 1 ? 1 : 0)

function orFailed<T>(pin: number, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw failed(pin, error)
  }
}

const failed = (pin: number, error: unknown) =>
  error instanceof DeviceError ? error : new DeviceError(`pin ${pin} failed: ${sentence(error)}`, { cause: error })

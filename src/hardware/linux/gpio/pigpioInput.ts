import { ReadStream } from 'node:fs'
import type { GpioInput, InputPin, Level } from '../../ports.ts'
import { SteadyLevels } from '../../steadyLevels.ts'
import { orFailed } from './pigpioErrors.ts'
import { NoPigpio, type PigpioNotifier, type PigpioPin } from './pigpioLibrary.ts'
import { PigpioReports } from './pigpioReports.ts'
import type { PigpioSession } from './pigpioSession.ts'
import type { PigpioWorld } from './pigpioWorld.ts'
import { polledEdges } from './polledEdges.ts'
import type { Pipes } from './pipes.ts'

/** What pigpio's own filter takes at most (PI_MAX_STEADY). */
const maxFilterUs = 300_000

/** Until the signal. */
export async function openInput(
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
  return { level, edges: polledEdges(() => steady.take(orFailed([pin], () => reports.read())), clock, signal) }
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

const levelOf = (read: number): Level => (read === 1 ? 1 : 0)

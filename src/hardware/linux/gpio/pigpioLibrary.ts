import { createRequire } from 'node:module'
import { sentence } from '../../../entities/errors.ts'
import type { WaveEngine } from '../../waves/engine.ts'

/** What is used of the package pigpio. */
export interface PigpioLibrary extends WaveEngine {
  readonly Gpio: (new (pin: number) => PigpioPin) & {
    readonly INPUT: number
    readonly OUTPUT: number
    readonly PUD_OFF: number
    readonly PUD_DOWN: number
    readonly PUD_UP: number
  }
  /** Writes a report of 12 bytes into a pipe for each change of its pins. */
  readonly Notifier: new () => PigpioNotifier
  readonly DISABLE_FIFO_IF: number
  readonly DISABLE_SOCK_IF: number
  readonly CLOCK_PCM: number
  configureInterfaces(mask: number): void
  configureClock(microseconds: number, peripheral: number): void
  initialize(): void
  terminate(): void
  /** Microseconds of 32 bits. */
  getTick(): number
}

export interface PigpioPin {
  mode(mode: number): unknown
  pullUpDown(bias: number): unknown
  glitchFilter(steadyUs: number): unknown
  digitalRead(): number
  digitalWrite(level: number): unknown
}

export interface PigpioNotifier {
  start(pins: number): unknown
  stop(): unknown
  close(): void
  /** A file stream of the pipe: /dev/pigpio0. */
  stream(): object
}

/** The native part, which links the C library. */
const nativePart = 'pigpio/build/Release/pigpio.node'

/** Why pigpio cannot be used. */
export class NoPigpio extends Error {}

/** Rejects with NoPigpio where it cannot be loaded. */
export async function loadPigpio(requireNative: (id: string) => unknown = createRequire(import.meta.url)): Promise<PigpioLibrary> {
  try {
    // The package itself would print thirty lines and load all the same.
    requireNative(nativePart)
  } catch (error) {
    throw new NoPigpio(whyNot(error), { cause: error })
  }
  return (await import('pigpio')).default
}

function whyNot(error: unknown): string {
  const text = sentence(error).split('\n')[0] ?? ''
  if (/Cannot find module/.test(text)) return 'the optional package pigpio is not installed (npm install pigpio)'
  if (/did not self-register/.test(text))
    return 'the package pigpio was built without its C library: install that (sudo apt install pigpio), then npm rebuild pigpio'
  if (/libpigpio/.test(text)) return 'the C library of pigpio is not installed (sudo apt install pigpio)'
  return `the package pigpio does not load (${text})`
}

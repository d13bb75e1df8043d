import { DeviceError } from '../../../entities/errors.ts'
import type { Gpio, GpioOutput, Level, NextPiece, WaveOutputs, WavePlayer } from '../../ports.ts'
import { wavePlayer, wavesTaken } from '../../waves/player.ts'
import { pinTaken } from './gpioErrors.ts'
import { orFailed, pinFailed } from './pigpioErrors.ts'
import { openInput } from './pigpioInput.ts'
import type { PigpioPin } from './pigpioLibrary.ts'
import { type PigpioSession, pigpioSessions } from './pigpioSession.ts'
import type { PigpioWorld } from './pigpioWorld.ts'

/** PI_MAX_USER_GPIO */
const maxPin = 31

/**
 * The pins of a Raspberry Pi 0 to 4 by pigpio, sampled by DMA. Edges come through a pipe of 64 KiB a pin with numbered reports. The
 * package's `alert` events are not used: for each one pigpio waits until JavaScript has run, and what its 120 ms of samples do not hold
 * is gone without a trace.
 */
export function pigpioGpio(world: Omit<PigpioWorld, 'session'>, afterStart?: () => void): Gpio {
  const open = { ...world, session: pigpioSessions(world.library, afterStart) }
  const users = new Map<number, string>()
  let wavesUser: string | null = null
  return {
    async input(pin, signal) {
      const wanted = { pins: [pin.pin], consumer: pin.consumer }
      return using(open, users, wanted, signal, (session) => openInput(open, session, pin, signal))
    },
    async output(pin, level, consumer, signal) {
      return using(open, users, { pins: [pin], consumer }, signal, async () => openOutput(open, pin, level, signal))
    },
    async waves(outputs, next, signal) {
      if (wavesUser !== null) throw wavesTaken(wavesUser)
      if (outputs.pins.includes(0)) throw new DeviceError('pigpio has no waves on pin 0: wire the device to another pin')
      return using(open, users, outputs, signal, async () => {
        const player = openWaves(open, outputs, next, signal)
        wavesUser = outputs.consumer
        signal.addEventListener('abort', () => void (wavesUser = null), { once: true })
        return player
      })
    },
  }
}

/** Opens pins, which are nobody else's until the signal. */
async function using<T>(
  { session, consumerOf }: PigpioWorld,
  users: Map<number, string>,
  { pins, consumer }: WaveOutputs,
  signal: AbortSignal,
  open: (session: PigpioSession) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  for (const pin of pins) {
    if (pin > maxPin) throw new DeviceError(`there is no pin ${pin}: pigpio has 0 to ${maxPin}`)
    const user = users.get(pin) ?? consumerOf(pin)
    if (user !== null) throw pinTaken(pin, user)
  }
  const held = session()
  const release = () => {
    for (const pin of pins) users.delete(pin)
    held.release()
  }
  try {
    for (const pin of pins) users.set(pin, consumer)
    const opened = await open(held)
    // The last listener: what `open` added ends before pigpio does.
    signal.addEventListener('abort', release, { once: true })
    return opened
  } catch (error) {
    release()
    signal.throwIfAborted()
    throw pinFailed(pins, error)
  }
}

function openOutput({ library: { Gpio } }: PigpioWorld, pin: number, level: Level, signal: AbortSignal): GpioOutput {
  const gpio: PigpioPin = new Gpio(pin)
  gpio.digitalWrite(level)
  signal.addEventListener('abort', () => gpio.mode(Gpio.INPUT), { once: true })
  return {
    set(to) {
      signal.throwIfAborted()
      orFailed([pin], () => gpio.digitalWrite(to))
    },
  }
}

function openWaves({ library, clock }: PigpioWorld, outputs: WaveOutputs, next: NextPiece, signal: AbortSignal): WavePlayer {
  const { Gpio } = library
  const driven: PigpioPin[] = outputs.pins.map((pin) => new Gpio(pin))
  for (const gpio of driven) gpio.digitalWrite(0)
  const player = wavePlayer({ engine: library, clock }, outputs, next, signal)
  signal.addEventListener('abort', () => driven.forEach((gpio) => gpio.mode(Gpio.INPUT)), { once: true })
  return player
}

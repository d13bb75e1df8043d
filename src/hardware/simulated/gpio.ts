import { DeviceError } from '../../entities/errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Edge, Edges, Gpio, GpioInput, InputPin, Level } from '../ports.ts'
import { SteadyLevels } from '../steadyLevels.ts'
import { wavePlayer, wavesTaken } from '../waves/player.ts'
import { simulatedWaveEngine } from './waveEngine.ts'

/** What is wired to a simulated pin. */
export interface PinDriver {
  /** What it drives the pin to now. */
  readonly level: Level
  /**
   * The changes of its level after `fromUs`, up to and with `toUs`, in order. Each call goes on where the last one ended. Times are
   * microseconds of the program's monotonic clock.
   */
  edges(fromUs: number, toUs: number): readonly Edge[]
  /**
   * The program drives the pin, as an output. `atUs` is microseconds of the wires' monotonic clock, which keeps real time. A change by a
   * wave is told with its exact time some ms later, in the order of the times on all pins of that wave.
   */
  driven?(level: Level, atUs: number): void
}

/** Pins that exist in memory where a device is attached to them. */
export interface SimulatedGpio extends Gpio {
  /** Wires a device to a pin, in place of one that was there; the function that is returned takes it off again. */
  attach(pin: number, driver: PinDriver): () => void
}

const everyMs = 100

/** `clock` is the program's, sped up in a fast demo; outputs keep real time on `wireClock`. Waves are those of pigpio, with its limits. */
export function simulatedGpio(clock: Clock, wireClock: Clock = clock): SimulatedGpio {
  const drivers = new Map<number, PinDriver>()
  const users = new Map<number, string>()
  let wavesUser: string | null = null
  const nowUs = () => clock.monotonicMs() * 1000
  const wireUs = () => wireClock.monotonicMs() * 1000

  function free(pin: number): PinDriver {
    const driver = drivers.get(pin)
    if (driver === undefined) throw new DeviceError(`there is no simulated pin ${pin}: no simulated device is attached to it`)
    const user = users.get(pin)
    if (user !== undefined) throw new DeviceError(`pin ${pin} is in use by ${user}`)
    return driver
  }

  /** The devices at these pins, which are nobody else's until the signal. */
  function use(pins: readonly number[], consumer: string, signal: AbortSignal): ReadonlyMap<number, PinDriver> {
    signal.throwIfAborted()
    const used = new Map(pins.map((pin) => [pin, free(pin)]))
    for (const pin of pins) users.set(pin, consumer)
    signal.addEventListener('abort', () => pins.forEach((pin) => users.delete(pin)), { once: true })
    return used
  }

  function useOne(pin: number, consumer: string, signal: AbortSignal): PinDriver {
    const driver = free(pin)
    use([pin], consumer, signal)
    return driver
  }

  async function* edgesOf({ pin, steadyUs }: InputPin, driver: PinDriver, signal: AbortSignal): AsyncGenerator<Edges, never> {
    const steady = new SteadyLevels(driver.level, steadyUs)
    for (let fromUs = nowUs(); ;) {
      await clock.sleep(everyMs, signal)
      if (drivers.get(pin) !== driver) throw gone(pin)
      const untilUs = nowUs()
      yield steady.take({ edges: driver.edges(fromUs, untilUs), lost: 0, untilUs })
      fromUs = untilUs
    }
  }

  return {
    async input(wanted, signal): Promise<GpioInput> {
      const driver = useOne(wanted.pin, wanted.consumer, signal)
      return { level: driver.level, edges: edgesOf(wanted, driver, signal) }
    },
    async output(pin, level, consumer, signal) {
      const driver = useOne(pin, consumer, signal)
      driver.driven?.(level, wireUs())
      return {
        set(to) {
          signal.throwIfAborted()
          if (drivers.get(pin) !== driver) throw gone(pin)
          driver.driven?.(to, wireUs())
        },
      }
    },
    async waves(outputs, next, signal) {
      const { pins, consumer } = outputs
      signal.throwIfAborted()
      if (wavesUser !== null) throw wavesTaken(wavesUser)
      const driven = use(pins, consumer, signal)
      for (const driver of driven.values()) driver.driven?.(0, wireUs())
      const engine = simulatedWaveEngine(wireClock, (pin, level, atUs) => {
        const driver = driven.get(pin)
        if (driver === undefined || drivers.get(pin) !== driver) throw gone(pin)
        driver.driven?.(level, atUs)
      })
      wavesUser = consumer
      const player = wavePlayer({ engine, clock: wireClock }, outputs, next, signal)
      signal.addEventListener('abort', () => void (wavesUser = null), { once: true })
      return player
    },
    attach(pin, driver) {
      drivers.set(pin, driver)
      return () => void (drivers.get(pin) === driver && drivers.delete(pin))
    },
  }
}

const gone = (pin: number) => new DeviceError(`pin ${pin} has gone: its simulated device was taken off`)

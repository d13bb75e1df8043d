import { DeviceError } from '../../entities/errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Edge, Edges, Gpio, GpioInput, InputPin, Level } from '../ports.ts'
import { SteadyLevels } from '../steadyLevels.ts'

/** What is wired to a simulated pin. Times are microseconds of the program's monotonic clock. */
export interface PinDriver {
  /** What it drives the pin to now. */
  readonly level: Level
  /** The changes of its level after `fromUs`, up to and with `toUs`, in order. Each call goes on where the last one ended. */
  edges(fromUs: number, toUs: number): readonly Edge[]
  /** The program drives the pin, as an output. */
  driven?(level: Level, atUs: number): void
}

/** Pins that exist in memory where a device is attached to them. */
export interface SimulatedGpio extends Gpio {
  /** Wires a device to a pin, in place of one that was there; the function that is returned takes it off again. */
  attach(pin: number, driver: PinDriver): () => void
}

const everyMs = 100

/** `clock` is the program's, sped up in a fast demo. */
export function simulatedGpio(clock: Clock): SimulatedGpio {
  const drivers = new Map<number, PinDriver>()
  const users = new Map<number, string>()
  const nowUs = () => clock.monotonicMs() * 1000

  /** The device at a pin, which is nobody else's until the signal. */
  function use(pin: number, consumer: string, signal: AbortSignal): PinDriver {
    signal.throwIfAborted()
    const driver = drivers.get(pin)
    if (driver === undefined) throw new DeviceError(`there is no simulated pin ${pin}: no simulated device is attached to it`)
    const user = users.get(pin)
    if (user !== undefined) throw new DeviceError(`pin ${pin} is in use by ${user}`)
    users.set(pin, consumer)
    signal.addEventListener('abort', () => users.delete(pin), { once: true })
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
      const driver = use(wanted.pin, wanted.consumer, signal)
      return { level: driver.level, edges: edgesOf(wanted, driver, signal) }
    },
    async output(pin, level, consumer, signal) {
      const driver = use(pin, consumer, signal)
      driver.driven?.(level, nowUs())
      return {
        set(to) {
          signal.throwIfAborted()
          if (drivers.get(pin) !== driver) throw gone(pin)
          driver.driven?.(to, nowUs())
        },
      }
    },
    attach(pin, driver) {
      drivers.set(pin, driver)
      return () => void (drivers.get(pin) === driver && drivers.delete(pin))
    },
  }
}

const gone = (pin: number) => new DeviceError(`pin ${pin} has gone: its simulated device was taken off`)

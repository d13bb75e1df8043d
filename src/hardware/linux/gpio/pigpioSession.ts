import { sentence } from '../../../entities/errors.ts'
import { NoPigpio, type PigpioLibrary } from './pigpioLibrary.ts'
import { takeSignalsBack } from './signalHandlers.ts'
import { Ticks } from './ticks.ts'

/** How often pigpio looks at the pins. */
const sampleUs = 5

/** pigpio from the first pin to the last. */
export interface PigpioSession {
  readonly ticks: Ticks
  /** Gives a pin back; pigpio ends with the last one. */
  release(): void
}

/** Starts pigpio with the first pin. What the function throws is NoPigpio. */
export function pigpioSessions(library: PigpioLibrary, afterStart: () => void = takeSignalsBack): () => PigpioSession {
  let users = 0
  let ticks = new Ticks(0)

  const end = () => library.terminate()

  function start(): void {
    try {
      // Neither the socket of pigpiod, which anyone on the network could use, nor its pipe.
      library.configureInterfaces(library.DISABLE_FIFO_IF | library.DISABLE_SOCK_IF)
      library.configureClock(sampleUs, library.CLOCK_PCM)
      library.initialize()
    } catch (error) {
      throw new NoPigpio(`pigpio does not start (${sentence(error)}): is pigpiod running (sudo systemctl disable --now pigpiod)?`, {
        cause: error,
      })
    }
    afterStart()
    ticks = new Ticks(library.getTick())
    // Its DMA would go on without us.
    process.once('exit', end)
  }

  return () => {
    if (users === 0) start()
    users += 1
    return {
      ticks,
      release() {
        users -= 1
        if (users > 0) return
        process.off('exit', end)
        library.terminate()
      },
    }
  }
}

import type { Clock } from '../../../runtime/clock.ts'
import type { PigpioLibrary } from './pigpioLibrary.ts'
import type { PigpioSession } from './pigpioSession.ts'
import type { Pipes } from './pipes.ts'

export interface PigpioWorld {
  readonly library: PigpioLibrary
  readonly pipes: Pipes
  /** Real time. */
  readonly clock: Clock
  /** Who uses a pin by way of the kernel, which pigpio does not ask; null: nobody. */
  readonly consumerOf: (pin: number) => string | null
  readonly session: () => PigpioSession
}

import type { GpioOutput } from '../../hardware/ports.ts'
import type { Clock } from '../../runtime/clock.ts'

/** What the motors' driver wants between two changes of RESET, with a margin. */
const settleMs = 5

/** The current through the motors, by the RESET line of their driver, which is active low; without it there always is some. */
export class Coils {
  readonly #reset: GpioOutput | null
  readonly #clock: Clock
  #on: boolean

  /** RESET is low by now. */
  constructor(reset: GpioOutput | null, clock: Clock) {
    this.#reset = reset
    this.#clock = clock
    this.#on = reset === null
  }

  get areOn(): boolean {
    return this.#on
  }

  /** Takes the current off: the needles stay where they are by friction. Throws a DeviceError when the pin has gone. */
  release(): void {
    if (this.#reset === null || !this.#on) return
    this.#reset.set(0)
    this.#on = false
  }

  /**
   * Gives the current back. Returns whether the driver was reset for that: it then begins with the first of its microsteps, and each rotor turns
   * to the nearest place where that is met. Rejects with a DeviceError when the pin has gone.
   */
  async energize(): Promise<boolean> {
    if (this.#reset === null || this.#on) return false
    await this.#clock.sleep(settleMs)
    this.#reset.set(1)
    await this.#clock.sleep(settleMs)
    this.#on = true
    return true
  }
}

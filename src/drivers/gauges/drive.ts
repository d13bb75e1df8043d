import type { WavePiece } from '../../hardware/ports.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Mechanism } from './mechanism.ts'
import type { Wiring } from './wiring.ts'

/** Has the needles moved: their coils get current when there is something to do, and none after a rest. */
export class Drive {
  readonly #wiring: Wiring
  readonly #mechanism: Mechanism
  readonly #clock: Clock
  #restsSinceMs: number | null
  #waking: Promise<void> | null = null
  /** When the first step after the latest rest was due, milliseconds of the wall clock; null: there was none yet. */
  firstStepAtMs: number | null = null

  constructor(wiring: Wiring, mechanism: Mechanism, clock: Clock) {
    this.#wiring = wiring
    this.#mechanism = mechanism
    this.#clock = clock
    this.#restsSinceMs = clock.monotonicMs()
  }

  /** What the needles do next, see `NextPiece`. */
  next(joined: boolean): WavePiece | null {
    const piece = this.#mechanism.next(joined)
    this.#restsSinceMs = piece === null ? this.#clock.monotonicMs() : null
    const { firstStepUs } = this.#mechanism
    if (piece !== null && !joined && firstStepUs !== null) this.firstStepAtMs = this.#clock.wallMs() + firstStepUs / 1000
    return piece
  }

  /** Gives the coils their current. Rejects with a DeviceError when the pin has gone. */
  async energize(): Promise<void> {
    if (await this.#wiring.coils.energize()) this.#mechanism.fieldBeginsAnew()
  }

  /** Has the needles move, where there is anything to do; `failed` is told why that cannot be. */
  wake(failed: (error: unknown) => void): void {
    if (!this.#mechanism.hasWork) return
    const { coils, player } = this.#wiring
    if (coils.areOn) return player.wake()
    if (this.#waking !== null) return
    this.#waking = this.energize()
      .then(() => player.wake())
      .finally(() => (this.#waking = null))
    this.#waking.catch(failed)
  }

  /** Takes the current off where all have been at rest for so long. Throws a DeviceError when the pin has gone. */
  releaseAfter(restMs: number): void {
    if (this.#restsSinceMs === null || this.#mechanism.hasWork) return
    if (this.#clock.monotonicMs() - this.#restsSinceMs >= restMs) this.#wiring.coils.release()
  }

  /** Resolves when all are at rest; what moves after so long is halted. Rejects as the player does. */
  async rest(haltAfterMs: number): Promise<void> {
    await this.#waking
    const resting = new AbortController()
    const halt = () => {
      for (const track of this.#mechanism.tracks) track.halt()
    }
    await Promise.all([
      this.#wiring.player.rest().finally(() => resting.abort()),
      this.#clock.sleep(haltAfterMs, resting.signal).then(halt, () => undefined),
    ])
  }
}

import { DeviceError, sentence } from '../../entities/errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import { ending } from '../ending.ts'
import type { NextPiece, WaveOutputs, WavePlayer } from '../ports.ts'
import type { WaveEngine } from './engine.ts'
import { Pieces } from './pieces.ts'
import { WaveQueue } from './queue.ts'

const everyMs = 10
/** From rest so much is made before it starts, that a short first piece does not end before the next one is linked to it. */
const firstUs = 20_000

interface WaveWorld {
  readonly engine: WaveEngine
  /** Real time. */
  readonly clock: Clock
}

/** Who plays waves on pigpio now plays the only ones there are. */
export const wavesTaken = (consumer: string) =>
  new DeviceError(`the waves of pigpio are in use by ${consumer}, and there is only one set of them: put all gauges under one device`)

/** Plays on outputs that are low. All that it does is over before the abort of `signal` returns. */
export function wavePlayer({ engine, clock }: WaveWorld, outputs: WaveOutputs, next: NextPiece, signal: AbortSignal): WavePlayer {
  const queue = new WaveQueue(engine, () => clock.monotonicMs() * 1000)
  const { closed, signal: over, end } = ending()
  const pieces = new Pieces(outputs, next)
  let playing: Promise<void> | null = null

  function fill(): void {
    while (pieces.wanted && queue.takesMore && !over.aborted) {
      if (queue.queuedUs >= firstUs) orFailed(() => queue.send())
      const train = pieces.next(!queue.isEmpty)
      if (train !== null && !over.aborted) orFailed(() => queue.make(train.pulses, train.durationUs))
    }
    orFailed(() => queue.send())
  }

  function turn(): void {
    try {
      orFailed(() => queue.retire())
      fill()
    } catch (error) {
      close(error)
    }
  }

  async function poll(): Promise<void> {
    while (!queue.isEmpty) {
      await clock.sleep(everyMs, over)
      turn()
    }
    playing = null
  }

  function close(error: unknown): void {
    if (!end(error instanceof Error ? error : null)) return
    try {
      queue.stop()
    } catch {
      // It stands still, or nobody can stop it.
    }
  }

  const ended = closed.then((error): never => {
    signal.throwIfAborted()
    throw error ?? new Error('the waves ended')
  })
  ended.catch(() => undefined)
  signal.addEventListener('abort', () => close(signal.reason), { once: true })

  return {
    exact: true,
    wake() {
      if (over.aborted) return
      pieces.wanted = true
      turn()
      if (!queue.isEmpty) playing ??= poll().catch(close)
    },
    async rest() {
      await playing
      if (over.aborted) await ended
    },
    ended,
  }
}

function orFailed(act: () => void): void {
  try {
    act()
  } catch (error) {
    throw error instanceof DeviceError ? error : new DeviceError(`the waves of pigpio failed: ${sentence(error)}`, { cause: error })
  }
}

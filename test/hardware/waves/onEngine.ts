import { simulatedWaveEngine } from '../../../src/hardware/simulated/waveEngine.ts'
import type { LevelChange, NextPiece, WavePiece } from '../../../src/hardware/ports.ts'
import { wavePlayer } from '../../../src/hardware/waves/player.ts'
import { fakeClock } from '../../support/fakeClock.ts'

export const pins = [4, 17, 22, 18] as const

/** A player over simulated waves: what comes out, by its times, and how each piece was asked for. `pace`: of pigpio's clock by ours. */
export function onEngine(next: NextPiece, { pace = 1 } = {}) {
  const ticks = fakeClock()
  let heldMs = 0
  const clock = { ...ticks, monotonicMs: () => ticks.monotonicMs() + heldMs }
  const changes: LevelChange[] = []
  const engine = simulatedWaveEngine({ ...clock, monotonicMs: () => clock.monotonicMs() * pace }, (pin, level, atUs) =>
    changes.push({ pin, level, atUs }),
  )
  const end = new AbortController()
  const asked: boolean[] = []
  const asking: NextPiece = (joined) => {
    asked.push(joined)
    return next(joined)
  }
  const player = wavePlayer({ engine, clock }, { pins, consumer: 'hall' }, asking, end.signal)
  return {
    player,
    engine,
    changes,
    asked,
    end,
    advance: (ms: number) => ticks.advance(ms),
    /** The program stands still, the waves go on. */
    holdUp: (ms: number) => void (heldMs += ms),
  }
}

/** Says these, then nothing. */
export function saying(pieces: readonly WavePiece[]): NextPiece {
  const left = pieces.values()
  return () => left.next().value ?? null
}

/** Each pin changes by itself every now and then, random by `seed`, at least 100 us after its last change, also in the next piece. */
export function pieceOf(durationUs: number, spacingUs: number, seed: number, levels: Map<number, 0 | 1>): WavePiece {
  const random = randomBy(seed)
  const changes = pins.flatMap((pin) => {
    const times: LevelChange[] = []
    for (let atUs = Math.floor(random() * spacingUs); atUs < durationUs - 100; atUs += 100 + Math.floor(random() * spacingUs)) {
      const level = levels.get(pin) === 1 ? 0 : 1
      levels.set(pin, level)
      times.push({ pin, level, atUs })
    }
    return times
  })
  return { durationUs, changes: changes.toSorted((a, b) => a.atUs - b.atUs) }
}

/** All changes of pieces that follow one another, by the time since the first piece began. */
export function planned(pieces: readonly WavePiece[]): LevelChange[] {
  let beginUs = 0
  return pieces.flatMap(({ durationUs, changes }) => {
    const fromUs = beginUs
    beginUs += durationUs
    return changes.map((change) => ({ ...change, atUs: fromUs + change.atUs }))
  })
}

/** Steps of one motor: a piece of 20 ms with a step each `everyUs`. */
export function steps(pin: number, everyUs: number, durationUs = 20_000): WavePiece {
  const count = Math.floor(durationUs / everyUs)
  const changes = Array.from({ length: count }, (_, n): LevelChange[] => [
    { pin, level: 1, atUs: n * everyUs },
    { pin, level: 0, atUs: n * everyUs + 10 },
  ])
  return { durationUs, changes: changes.flat() }
}

export function randomBy(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

import type { Batch, Processor } from '../../src/hardware/ports.ts'

/** Batches that were converted once, to be given to a processor again and again at ever later times: what made them costs nothing then. */
export interface Tape {
  readonly conversions: number
  readonly lengthUs: number
  /** Once more, from where it ended the last time. Allocates nothing. */
  play(processor: Processor): void
}

/** Takes `most` batches at the most, and ends the tape, in its last third, where as nearly as can be some whole cycles are over. */
export async function taped(batches: AsyncIterable<Batch> | Iterable<Batch>, most: number, cycleUs: number): Promise<Tape> {
  const all: Batch[] = []
  for await (const batch of batches) {
    all.push({ ...batch, received: batch.received.slice() })
    if (all.length > most) break
  }
  const misfit = ({ startUs }: Batch) => Math.abs(startUs / cycleUs - Math.round(startUs / cycleUs))
  const next = all.slice(Math.floor((2 * most) / 3)).reduce((best, batch) => (misfit(batch) < misfit(best) ? batch : best))
  return tapeOf(all.slice(0, all.indexOf(next)), next.startUs)
}

function tapeOf(batches: readonly Batch[], lengthUs: number): Tape {
  const replayed = batches.map((batch) => new TapedBatch(batch))
  const starts = Float64Array.from(batches, ({ startUs }) => startUs)
  const ends = Float64Array.from(batches, ({ endUs }) => endUs)
  let beganUs = 0
  return {
    conversions: batches.reduce((sum, { conversions }) => sum + conversions, 0),
    lengthUs,
    play(processor) {
      for (let i = 0; i < replayed.length; i++) {
        const batch = replayed[i]
        if (batch === undefined) continue
        batch.startUs = beganUs + (starts[i] ?? 0)
        batch.endUs = beganUs + (ends[i] ?? 0)
        processor.take(batch)
      }
      beganUs += lengthUs
    },
  }
}

/** Its times change: they begin with a fraction so that the engine takes them for such numbers and writes them in place. */
class TapedBatch implements Batch {
  readonly received: Uint8Array
  readonly first: number
  readonly conversions: number
  startUs = 0.5
  endUs = 0.5

  constructor({ received, first, conversions }: Batch) {
    this.received = received
    this.first = first
    this.conversions = conversions
  }
}

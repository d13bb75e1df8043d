import { describe, expect, it } from 'vitest'
import { taped } from '../../../bench/metering/tape.ts'
import type { Batch } from '../../../src/hardware/ports.ts'

const batchUs = 700
const cycleUs = 20_000

/** As a converter does, it uses one buffer for all. */
function* batches(): Generator<Batch> {
  const received = new Uint8Array(1)
  for (let n = 0; ; n++) {
    received[0] = n
    yield { received, first: n % 3, conversions: 27, startUs: n * batchUs, endUs: n * batchUs + 675 }
  }
}

function playedTwice(tape: Awaited<ReturnType<typeof taped>>): Batch[] {
  const heard: Batch[] = []
  const processor = { take: (batch: Batch) => (heard.push({ ...batch, received: batch.received.slice() }), 0), ask: () => null }
  tape.play(processor)
  tape.play(processor)
  return heard
}

describe('a tape', () => {
  it('ends after whole cycles, in the last third of what it may take', async () => {
    const tape = await taped(batches(), 240, cycleUs)
    expect(tape.lengthUs).toBe(7 * cycleUs)
    expect(tape.conversions).toBe(200 * 27)
  })

  it('gives what was converted, again and again at ever later times', async () => {
    const tape = await taped(batches(), 240, cycleUs)
    const heard = playedTwice(tape)
    expect(heard.map(({ startUs }) => startUs)).toEqual(Array.from({ length: 400 }, (_, n) => n * batchUs))
    expect(heard.slice(0, 200).map(({ received }) => received[0])).toEqual(Array.from({ length: 200 }, (_, n) => n))
    expect(heard.slice(200).map(({ received, first }) => [received[0], first])).toEqual(Array.from({ length: 200 }, (_, n) => [n, n % 3]))
  })
})

import { describe, expect, it } from 'vitest'
import { InFlight } from '../../src/homeassistant/inFlight.ts'

/** Jobs that end when told. */
function jobs(limit: number, count: number) {
  const inFlight = new InFlight(limit)
  const started: number[] = []
  const ends: (() => void)[] = []
  const results = Array.from({ length: count }, (_, index) =>
    inFlight.run(() => {
      started.push(index)
      return new Promise<void>((resolve, reject) => void ends.push(index === 1 ? () => reject(new Error('refused')) : resolve))
    }),
  )
  return { started, ends, results: Promise.allSettled(results) }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('messages in flight', () => {
  it('are no more than the broker takes, in order, and a refused one makes way as well', async () => {
    const { started, ends, results } = jobs(2, 5)
    await turn()
    expect(started).toEqual([0, 1])
    ends[1]?.()
    await turn()
    expect(started).toEqual([0, 1, 2])
    ends[0]?.()
    ends[2]?.()
    await turn()
    expect(started).toEqual([0, 1, 2, 3, 4])
    ends[3]?.()
    ends[4]?.()
    expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  })
})

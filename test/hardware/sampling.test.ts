import { describe, expect, test } from 'vitest'
import { DeviceError } from '../../src/entities/errors.ts'
import type { Batch, Processor } from '../../src/hardware/ports.ts'
import { sampleFrom, type Converter } from '../../src/hardware/sampling.ts'
import { fakeClock } from '../support/fakeClock.ts'

const batch = (number: number): Batch => ({ received: Uint8Array.of(number), conversions: 1, first: 0, startUs: number, endUs: number + 1 })

/** A converter whose transfers end when told; what happens is written down in order. */
function world(take: (number: number) => number = () => 0) {
  const clock = fakeClock()
  const stopped = new AbortController()
  const story: string[] = []
  const inKernel: { resolve: (batch: Batch) => void; reject: (error: unknown) => void }[] = []
  let begun = 0
  const converter: Converter = {
    transfer: () => {
      story.push(`begin ${++begun}`)
      return new Promise((resolve, reject) => void inKernel.push({ resolve, reject }))
    },
    resumed: () => void story.push('resumed'),
    close: async () => void story.push('closed'),
  }
  const processor: Processor = {
    take: ({ received }) => {
      story.push(`take ${received[0]}`)
      return take(received[0] ?? 0)
    },
    ask: () => null,
  }
  let outcome: unknown
  sampleFrom(converter, processor, stopped.signal, (ms, signal) => clock.sleep(ms, signal)).catch(
    (error: unknown) => void (outcome = error),
  )
  return {
    clock,
    stopped,
    story,
    outcome: () => outcome,
    /** The kernel is done with the transfer under way. */
    done: async () => {
      inKernel.shift()?.resolve(batch(begun))
      await clock.advance(0)
    },
    fail: async (error: unknown) => {
      inKernel.shift()?.reject(error)
      await clock.advance(0)
    },
  }
}

describe('sampling without pause', () => {
  test('has the next transfer in the kernel while a batch is taken', async () => {
    const { story, done } = world()
    await done()
    await done()
    expect(story).toEqual(['begin 1', 'begin 2', 'take 1', 'begin 3', 'take 2'])
  })

  test('never has two transfers in the kernel', async () => {
    const { story, clock } = world()
    await clock.advance(1000)
    expect(story).toEqual(['begin 1'])
  })
})

describe('a pause that the processor asks for', () => {
  test('drops the transfer that has begun, and sleeps from its end on', async () => {
    const { story, done, clock } = world((number) => (number === 1 ? 500 : 0))
    await done()
    await clock.advance(600)
    await done()
    await clock.advance(499)
    expect(story).toEqual(['begin 1', 'begin 2', 'take 1'])
    await clock.advance(1)
    await done()
    expect(story.slice(3)).toEqual(['resumed', 'begin 3', 'begin 4', 'take 3'])
  })

  test('ends with the signal', async () => {
    const { story, done, clock, stopped, outcome } = world(() => 500)
    await done()
    await done()
    expect(clock.sleeping).toBe(1)
    stopped.abort()
    await clock.advance(0)
    expect([outcome(), clock.sleeping, story.at(-1)]).toEqual([stopped.signal.reason, 0, 'closed'])
  })
})

describe('the end of sampling', () => {
  test('comes with the signal, after the transfer in the kernel, which nobody takes', async () => {
    const { story, done, clock, stopped, outcome } = world()
    stopped.abort()
    await clock.advance(0)
    expect([outcome(), story]).toEqual([undefined, ['begin 1']])
    await done()
    expect([outcome(), story]).toEqual([stopped.signal.reason, ['begin 1', 'closed']])
  })

  test('does not even begin after the signal', async () => {
    const closed: string[] = []
    const converter: Converter = { transfer: () => Promise.reject(new Error('begun')), close: async () => void closed.push('closed') }
    const sampling = sampleFrom(converter, { take: () => 0, ask: () => null }, AbortSignal.abort('over'), async () => undefined)
    await expect(sampling).rejects.toBe('over')
    expect(closed).toEqual(['closed'])
  })

  test('comes with an error of the bus', async () => {
    const { story, done, fail, outcome } = world()
    const gone = new DeviceError('it has gone')
    await done()
    await fail(gone)
    expect([outcome(), story.at(-1)]).toEqual([gone, 'closed'])
  })

  test('comes with an error of the processor, when the kernel is done with the buffers', async () => {
    const dead = new DeviceError('the chip is dead')
    const { story, done, outcome } = world(() => {
      throw dead
    })
    await done()
    expect([outcome(), story]).toEqual([undefined, ['begin 1', 'begin 2', 'take 1']])
    await done()
    expect([outcome(), story.at(-1)]).toEqual([dead, 'closed'])
  })

  test('is told by the processor even where the transfer under way fails too', async () => {
    const dead = new DeviceError('the chip is dead')
    const { done, fail, outcome } = world(() => {
      throw dead
    })
    await done()
    await fail(new DeviceError('it has gone'))
    expect(outcome()).toBe(dead)
  })
})

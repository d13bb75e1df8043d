import { describe, expect, test } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import type { ProcessorFactory, Sampling } from '../../../src/hardware/ports.ts'
import type { Converter, OpenConverter } from '../../../src/hardware/sampling.ts'
import { samplingBuses } from '../../../src/hardware/sampling/buses.ts'
import { joinedThreads } from '../../support/joinedThread.ts'

const device = '/dev/spidev0.0'
const planOf = (name: string) => ({ device: name, clockHz: 1e6, mode: 0 as const, sweep: [Uint8Array.of(6, 0, 0)] })
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Gives the number of each batch, times `options`, and answers or throws what it is asked. */
const numbers: ProcessorFactory = (options, give) => ({
  take: ({ startUs }) => {
    if (options === 'a bug') throw new TypeError('x is undefined')
    give(startUs * Number(options))
    return 0
  },
  ask: (question) => {
    if (question === 'dead?') throw new DeviceError('the chip is dead')
    if (question === 'bug?') throw new TypeError('x is undefined')
    return { question, options }
  },
})

function world() {
  const chips: string[] = []
  const gone = new Set<string>()

  function converter(name: string): Converter {
    let count = 0
    return {
      transfer: async () => {
        await turn()
        if (gone.has(name)) throw new DeviceError(`${name} has gone`)
        count += 1
        return { received: Uint8Array.of(0), conversions: 1, first: 0, startUs: count, endUs: count + 1 }
      },
      close: async () => {
        await turn()
        chips.push(`closed ${name}`)
      },
    }
  }

  const open: OpenConverter = async ({ device: name }) => {
    await turn()
    if (gone.has(name)) throw new DeviceError(`there is no ${name}`)
    chips.push(`opened ${name}`)
    return converter(name)
  }

  const threads = joinedThreads({ processors: { numbers }, open, sleep: async () => undefined })
  const spi = samplingBuses(threads.start)
  const sample = (signal: AbortSignal, name = device, options: unknown = 1, processor = 'numbers') =>
    spi.sample(planOf(name), { name: processor, options }, signal)
  return { ...threads, threads, sample, chips, gone }
}

async function first(sampling: Sampling, count: number): Promise<unknown[]> {
  const heard: unknown[] = []
  for await (const result of sampling.results) {
    heard.push(result)
    if (heard.length === count) break
  }
  return heard
}

const endOf = async (sampling: Sampling): Promise<unknown> => {
  try {
    for await (const _ of sampling.results);
    return null
  } catch (error) {
    return error
  }
}

describe('a sampling in the thread', () => {
  test('gives what the processor gives, until the signal, whose reason is its end', async () => {
    const { sample } = world()
    const stop = new AbortController()
    const sampling = sample(stop.signal, device, 10)
    expect(await first(sampling, 3)).toEqual([10, 20, 30])
    stop.abort(new Error('enough'))
    expect(await endOf(sampling)).toBe(stop.signal.reason)
  })

  test('has let go of the chip when it is over', async () => {
    const { sample, chips } = world()
    const stop = new AbortController()
    const sampling = sample(stop.signal)
    await first(sampling, 1)
    stop.abort()
    await endOf(sampling)
    expect(chips).toEqual([`opened ${device}`, `closed ${device}`])
  })

  test('answers questions, those from before its start too', async () => {
    const { sample } = world()
    const stop = new AbortController()
    const sampling = sample(stop.signal, device, 7)
    const early = sampling.ask('early')
    await first(sampling, 1)
    expect([await early, await sampling.ask('late')]).toEqual([
      { question: 'early', options: 7 },
      { question: 'late', options: 7 },
    ])
    stop.abort()
    await endOf(sampling)
  })

  test('goes on after a question that it does not answer', async () => {
    const { sample } = world()
    const stop = new AbortController()
    const sampling = sample(stop.signal)
    await expect(sampling.ask('dead?')).rejects.toThrow(new DeviceError('the chip is dead'))
    await expect(sampling.ask('dead?')).rejects.toThrow(DeviceError)
    await expect(sampling.ask('bug?')).rejects.not.toThrow(DeviceError)
    expect(await first(sampling, 2)).toHaveLength(2)
    stop.abort()
    await endOf(sampling)
  })

  test('answers nothing after its end, and nothing waits for an answer', async () => {
    const { sample, gone } = world()
    gone.add(device)
    const sampling = sample(new AbortController().signal)
    const early = sampling.ask('early')
    const fate = Promise.allSettled([early])
    const error = await endOf(sampling)
    expect(await fate).toEqual([{ status: 'fulfilled', value: { question: 'early', options: 1 } }])
    await expect(sampling.ask('late')).rejects.toBe(error)
  })

  test('keeps the newest hundred results for a consumer that is slow', async () => {
    const { sample } = world()
    const stop = new AbortController()
    const sampling = sample(stop.signal)
    for (let count = 0; count < 400; count++) await turn()
    await sampling.ask('are you there?')
    const heard = await first(sampling, 100)
    expect(Number(heard[0])).toBeGreaterThan(1)
    expect(Number(heard[99]) - Number(heard[0])).toBe(99)
    stop.abort()
    expect(await endOf(sampling)).toBe(stop.signal.reason)
  })

  test('never starts where the signal is aborted already', async () => {
    const { sample, story } = world()
    expect(await endOf(sample(AbortSignal.abort('over')))).toBe('over')
    expect(story).toEqual([])
  })
})

describe('what still waits for a consumer', () => {
  test('is dropped with the signal', async () => {
    const { sample } = world()
    const stop = new AbortController()
    const sampling = sample(stop.signal)
    await first(sampling, 1)
    for (let count = 0; count < 20; count++) await turn()
    stop.abort()
    await expect(first(sampling, 1)).rejects.toBe(stop.signal.reason)
  })
})

describe('a sampling that fails', () => {
  test('tells a device error as such, after what came before', async () => {
    const { sample, gone } = world()
    const sampling = sample(new AbortController().signal)
    await first(sampling, 1)
    gone.add(device)
    const error = await endOf(sampling)
    expect(error).toBeInstanceOf(DeviceError)
    expect(error).toMatchObject({ message: `${device} has gone` })
  })

  test('tells a bug of ours as a plain error, with the stack of where it was', async () => {
    const { sample } = world()
    const error = await endOf(sample(new AbortController().signal, device, 'a bug'))
    expect(error).not.toBeInstanceOf(DeviceError)
    expect(error).toMatchObject({ message: 'x is undefined', stack: expect.stringMatching(/TypeError.*\n.*buses\.test\.ts/) })
  })

  test('tells a processor that is not in the list', async () => {
    const { sample } = world()
    expect(await endOf(sample(new AbortController().signal, device, 1, 'nobody'))).toEqual(new Error('there is no processor nobody'))
  })

  test('touches no other one', async () => {
    const { sample, gone } = world()
    const stop = new AbortController()
    const [failing, other] = [sample(stop.signal), sample(stop.signal, '/dev/spidev0.1')]
    await first(failing, 1)
    gone.add(device)
    expect(await endOf(failing)).toBeInstanceOf(DeviceError)
    expect(await first(other, 2)).toHaveLength(2)
    stop.abort()
    await endOf(other)
  })
})

describe('a chip', () => {
  test('is sampled once at a time', async () => {
    const { sample } = world()
    const stop = new AbortController()
    const [one, two] = [sample(stop.signal), sample(stop.signal)]
    const error = await endOf(two)
    expect(error).toBeInstanceOf(DeviceError)
    expect(error).toMatchObject({ message: expect.stringContaining(`${device} is sampled already`) })
    expect(await first(one, 1)).toEqual([1])
    stop.abort()
    await endOf(one)
  })

  test('is sampled again by whoever asks while the one before is being stopped', async () => {
    const { sample, chips } = world()
    const [before, stop] = [new AbortController(), new AbortController()]
    await first(sample(before.signal), 1)
    before.abort()
    const sampling = sample(stop.signal)
    expect(await first(sampling, 1)).toEqual([1])
    expect(chips).toEqual([`opened ${device}`, `closed ${device}`, `opened ${device}`])
    stop.abort()
    await endOf(sampling)
  })
})

describe('the thread', () => {
  test('is one for all samplings, and ends with the last', async () => {
    const { sample, story } = world()
    const [stopOne, stopTwo] = [new AbortController(), new AbortController()]
    const [one, two] = [sample(stopOne.signal), sample(stopTwo.signal, '/dev/spidev0.1')]
    await Promise.all([first(one, 1), first(two, 1)])
    stopOne.abort()
    await endOf(one)
    expect(story).toEqual(['started'])
    stopTwo.abort()
    await endOf(two)
    await expect.poll(() => story).toEqual(['started', 'ended'])
  })

  test('starts again only when the one before has ended', async () => {
    const { sample, story } = world()
    const [before, stop] = [new AbortController(), new AbortController()]
    const over = sample(before.signal)
    await first(over, 1)
    before.abort()
    await endOf(over)
    const sampling = sample(stop.signal)
    await first(sampling, 1)
    expect(story).toEqual(['started', 'ended', 'started'])
    stop.abort()
    await endOf(sampling)
  })

  test('is not started for a sampling that was stopped while the one before ended', async () => {
    const { sample, story, chips } = world()
    const [before, stop] = [new AbortController(), new AbortController()]
    const over = sample(before.signal)
    await first(over, 1)
    before.abort()
    await endOf(over)
    const sampling = sample(stop.signal)
    stop.abort()
    expect(await endOf(sampling)).toBe(stop.signal.reason)
    expect([story, chips]).toEqual([
      ['started', 'ended'],
      [`opened ${device}`, `closed ${device}`],
    ])
  })

  test('in which something is thrown that nobody catches ends all samplings in order, and another one starts', async () => {
    const { sample, story, chips, fail } = world()
    const signal = new AbortController().signal
    const samplings = [sample(signal), sample(signal, '/dev/spidev0.1')]
    await Promise.all(samplings.map((sampling) => first(sampling, 1)))
    const bug = new TypeError('x is undefined')
    fail(bug)
    const errors = await Promise.all(samplings.map(endOf))
    expect(errors).toEqual([new Error('x is undefined'), new Error('x is undefined')])
    expect(errors[0]).toMatchObject({ stack: bug.stack })
    expect(chips.slice(2).toSorted()).toEqual([`closed ${device}`, 'closed /dev/spidev0.1'])
    const stop = new AbortController()
    const again = sample(stop.signal)
    await first(again, 1)
    expect(story).toEqual(['started', 'ended', 'started'])
    stop.abort()
    await endOf(again)
    expect(() => fail(bug)).toThrow(bug)
  })

  test('that dies fails all samplings and their questions; the next one starts another', async () => {
    const { sample, story, die } = world()
    const signal = new AbortController().signal
    const samplings = [sample(signal), sample(signal, '/dev/spidev0.1')]
    await Promise.all(samplings.map((sampling) => first(sampling, 1)))
    const dead = new Error('the SPI thread ended: out of memory')
    const asked = Promise.allSettled(samplings.map((sampling) => sampling.ask('are you there?')))
    die(dead)
    expect(await Promise.all(samplings.map(endOf))).toEqual([dead, dead])
    expect(await asked).toEqual([
      { status: 'rejected', reason: dead },
      { status: 'rejected', reason: dead },
    ])
    const stop = new AbortController()
    const again = sample(stop.signal)
    expect(await first(again, 1)).toEqual([1])
    expect(story).toEqual(['started', 'died', 'started'])
    stop.abort()
    await endOf(again)
  })
})

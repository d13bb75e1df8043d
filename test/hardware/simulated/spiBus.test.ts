import { describe, expect, test } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import type { Batch, ProcessorFactory } from '../../../src/hardware/ports.ts'
import { simulatedSpiBus } from '../../../src/hardware/simulated/spiBus.ts'
import type { SpiChip } from '../../../src/hardware/simulated/spiChip.ts'
import { fakeClock } from '../../support/fakeClock.ts'

const device = '/dev/spidev0.0'
const sweep = [Uint8Array.of(6, 0, 0), Uint8Array.of(6, 64, 1), Uint8Array.of(6, 128, 2)]
const conversionUs = 25

/** Answers with what is sent, and writes down when. */
function echoingChip() {
  const instantsUs: number[] = []
  const chip: SpiChip = {
    exchange: (sent, atUs, received, offset) => {
      instantsUs.push(atUs)
      received.set(sent, offset)
    },
  }
  return { chip, instantsUs }
}

function world(pauseMs = 0, own: Partial<{ sweep: Uint8Array[]; clockHz: number }> = {}) {
  const clock = fakeClock()
  const batches: Batch[] = []
  const keeping: ProcessorFactory = (options, give) => ({
    take: (batch) => {
      batches.push({ ...batch, received: batch.received.slice() })
      give({ options, number: batches.length })
      return pauseMs
    },
    ask: (question) => ({ question }),
  })
  let lateMs = 0
  const late = { ...clock, monotonicMs: () => clock.monotonicMs() + lateMs }
  const bus = simulatedSpiBus(late, { keeping })
  const { chip, instantsUs } = echoingChip()
  const detach = bus.attach(device, chip)
  const stopped = new AbortController()
  const sample = (name = device, signal = stopped.signal) =>
    bus.sample({ device: name, clockHz: 1e6, mode: 0, sweep, ...own }, { name: 'keeping', options: 'mine' }, signal)
  /** Time passes in which the program runs nothing, not even what is due. */
  const holdUp = (ms: number) => void (lateMs += ms)
  return { clock, holdUp, bus, batches, instantsUs, detach, stopped, sample }
}

async function endOf(results: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const _ of results);
    return null
  } catch (error) {
    return error
  }
}

describe('a simulated chip on SPI', () => {
  test('converts every 25 us at 1 MHz, with 40 us between batches of whole sweeps', async () => {
    const { clock, batches, instantsUs, sample } = world()
    sample()
    await clock.advance(20)
    expect(batches.slice(0, 2).map(({ startUs, endUs, conversions, first }) => [startUs, endUs, conversions, first])).toEqual([
      [0, 750, 30, 0],
      [790, 1540, 30, 0],
    ])
    expect(instantsUs.slice(28, 32)).toEqual([28 * conversionUs, 29 * conversionUs, 790, 790 + conversionUs])
  })

  test('takes three times as long at a third of the clock', async () => {
    const { clock, instantsUs, sample } = world(0, { clockHz: 1e6 / 3 })
    sample()
    await clock.advance(20)
    expect(instantsUs[1]).toBeCloseTo(73, 6)
  })

  test('gets the sweep in its order, and what it answers is what is received', async () => {
    const { clock, batches, sample } = world()
    sample()
    await clock.advance(20)
    expect([...(batches[0]?.received.subarray(0, 12) ?? [])]).toEqual([6, 0, 0, 6, 64, 1, 6, 128, 2, 6, 0, 0])
  })

  test('gets a long sweep in parts', async () => {
    const { clock, batches, sample } = world(0, { sweep: Array.from({ length: 40 }, (_, number) => Uint8Array.of(number, 0, 0)) })
    sample()
    await clock.advance(20)
    expect(batches.slice(0, 3).map(({ first, conversions, received }) => [first, conversions, received[0]])).toEqual([
      [0, 20, 0],
      [20, 20, 20],
      [0, 20, 0],
    ])
  })

  test('keeps pace with the clock, in steps of 20 ms', async () => {
    const { clock, batches, sample } = world()
    sample()
    await clock.advance(19)
    expect(batches).toHaveLength(0)
    await clock.advance(981)
    const overUs = batches.at(-1)?.endUs ?? 0
    expect([overUs <= 1e6, overUs > 1e6 - 1000]).toEqual([true, true])
    expect(clock.sleeping).toBe(1)
  })

  test('loses what it missed while the program was held up for more than 100 ms', async () => {
    const { clock, holdUp, batches, sample } = world()
    sample()
    await clock.advance(1000)
    const before = batches.length
    holdUp(500)
    await clock.advance(40)
    // The batch that had begun before is whole.
    const gapsUs = batches.slice(before).map(({ startUs }, at) => startUs - (batches[before + at - 1]?.endUs ?? 0))
    expect(gapsUs.filter((gapUs) => gapUs > 41)).toHaveLength(1)
    expect(Math.max(...gapsUs)).toBeGreaterThan(500_000)
  })

  test('makes up for less', async () => {
    const { clock, holdUp, batches, sample } = world()
    sample()
    await clock.advance(1000)
    holdUp(70)
    await clock.advance(40)
    const gapsUs = batches.slice(1).map(({ startUs }, at) => startUs - (batches[at]?.endUs ?? 0))
    expect(Math.max(...gapsUs)).toBeCloseTo(40, 6)
    expect(batches.at(-1)?.endUs).toBeGreaterThan(1_100_000)
  })

  test('is not sampled during a pause, however short', async () => {
    const { clock, batches, sample } = world(50)
    sample()
    await clock.advance(500)
    const gapsUs = batches.slice(1).map(({ startUs }, at) => startUs - (batches[at]?.endUs ?? 0))
    expect(batches.length).toBeGreaterThan(4)
    expect(Math.min(...gapsUs)).toBeGreaterThan(50_000)
  })
})

describe('a sampling on the simulated bus', () => {
  test('gives what the processor gives and answers what it answers', async () => {
    const { clock, sample } = world()
    const sampling = sample()
    await clock.advance(20)
    for await (const result of sampling.results) {
      expect(result).toEqual({ options: 'mine', number: 1 })
      break
    }
    expect(await sampling.ask('how?')).toEqual({ question: 'how?' })
  })

  test('ends with the signal, and nothing sleeps then', async () => {
    const { clock, sample, stopped, batches } = world()
    const end = endOf(sample().results)
    await clock.advance(100)
    const before = batches.length
    stopped.abort(new Error('enough'))
    expect(clock.sleeping).toBe(0)
    expect(await end).toBe(stopped.signal.reason)
    await clock.advance(100)
    expect(batches).toHaveLength(before)
  })

  test('ends with the signal in a pause, too', async () => {
    const { clock, sample, stopped } = world(1000)
    const end = endOf(sample().results)
    await clock.advance(100)
    stopped.abort()
    expect(clock.sleeping).toBe(0)
    expect(await end).toBe(stopped.signal.reason)
  })

  test('fails where no chip is attached', async () => {
    const { sample, bus } = world()
    const error = await endOf(sample('/dev/spidev0.1').results)
    expect(error).toBeInstanceOf(DeviceError)
    expect(error).toMatchObject({ message: 'there is no simulated chip at /dev/spidev0.1: no simulated device is attached to it' })
    expect([bus.has(device), bus.has('/dev/spidev0.1')]).toEqual([true, false])
  })

  test('fails when its chip is detached', async () => {
    const { clock, sample, detach, bus } = world()
    const end = endOf(sample().results)
    await clock.advance(100)
    detach()
    await clock.advance(20)
    expect(await end).toEqual(new DeviceError(`the simulated chip at ${device} has gone`))
    expect([bus.has(device), clock.sleeping]).toEqual([false, 0])
  })

  test('stays with the chip that took the place of another when that is taken away', async () => {
    const { bus, detach } = world()
    bus.attach(device, echoingChip().chip)
    detach()
    expect(bus.has(device)).toBe(true)
  })

  test('is one at a time', async () => {
    const { sample, clock, batches } = world()
    sample()
    expect(await endOf(sample().results)).toBeInstanceOf(DeviceError)
    await clock.advance(20)
    expect(batches.length).toBeGreaterThan(0)
  })
})

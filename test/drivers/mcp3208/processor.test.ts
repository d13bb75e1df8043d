import { describe, expect, it } from 'vitest'
import { mcp3208Processor } from '../../../src/drivers/mcp3208/processor.ts'
import { sampledSchema, type Sampled } from '../../../src/drivers/mcp3208/sampled.ts'

const spacingUs = 25

/** A processor of one voltage and one current, and the frames of a chip at both. */
function processing({ batch = 30, ...options }: { pauseMs?: number; batch?: number } = {}) {
  const given: Sampled[] = []
  const processor = mcp3208Processor(
    {
      device: '/dev/spidev0.0',
      sweep: [
        { channel: 1, track: 1 },
        { channel: 0, track: 0 },
      ],
      plan: { tracks: 2, voltages: [0], currents: [{ track: 1, voltage: 0, lag: 0 }] },
      waves: null,
      pauseMs: 0,
      ...options,
    },
    (result) => given.push(sampledSchema.parse(result)),
  )
  const received = new Uint8Array(3 * batch)
  let nowUs = 0
  /** One batch; `nullBit` sets that bit in so many of its frames. */
  const take = (gapUs = 40, wrong = 0) => {
    nowUs += gapUs
    for (let i = 0; i < batch; i++) {
      const value = Math.round(2048 + 1000 * Math.sin(2 * Math.PI * 50e-6 * (nowUs + i * spacingUs)))
      received[3 * i + 1] = (value >> 8) | (i < wrong ? 0x10 : 0)
      received[3 * i + 2] = value & 0xff
    }
    const startUs = nowUs
    nowUs += batch * spacingUs
    return processor.take({ received, conversions: batch, first: 0, startUs, endUs: nowUs })
  }
  const run = (batches: number) => Math.max(...Array.from({ length: batches }, () => take()))
  return { processor, given, take, run }
}

describe('the processor of the chip’s frames', () => {
  it('gives out windows of whole cycles that abut', () => {
    const { given, run } = processing()
    run(1300)
    expect(given.length).toBeGreaterThan(3)
    for (const { window } of given) expect(window.frequencyHz).toBeCloseTo(50, 1)
    const [starts, ends] = [given.map(({ window }) => window.startUs), given.map(({ window }) => window.endUs)]
    expect(starts.slice(1)).toEqual(ends.slice(0, -1))
  })

  it('counts a gap of more than 2 ms as an overrun, and nothing is measured across it', () => {
    const { given, run, take } = processing()
    run(700)
    take(2_100)
    run(700)
    expect(given.reduce((sum, { overruns }) => sum + overruns, 0)).toBe(1)
    expect(given.every(({ window }) => window.frequencyHz !== null && Math.abs(window.frequencyHz - 50) < 0.1)).toBe(true)
  })

  it('does not count a shorter gap', () => {
    const { given, run, take } = processing()
    run(700)
    take(1_900)
    run(700)
    expect(given.reduce((sum, { overruns }) => sum + overruns, 0)).toBe(0)
  })

  it('leaves out frames whose null bit is set, and counts them', () => {
    const { given, run, take } = processing()
    take(40, 3)
    run(700)
    expect(given[0]?.damaged).toBe(3)
  })

  it('counts conversions and the time in which they were made', () => {
    const { given, run } = processing()
    run(1000)
    const { conversions, elapsedUs } = given.at(-1) ?? { conversions: 0, elapsedUs: 0 }
    expect(conversions / (elapsedUs / 1e6)).toBeCloseTo((30 / (30 * spacingUs + 40)) * 1e6, -3)
  })

  it('asks for its pause after each window, which is no overrun', () => {
    const { given, take } = processing({ pauseMs: 500 })
    for (let window = 0; window < 3; window++) {
      let pauseMs = 0
      while (pauseMs === 0) pauseMs = take()
      expect(pauseMs).toBe(500)
      take(500_000)
    }
    expect(given.length).toBe(3)
    expect(given.reduce((sum, { overruns }) => sum + overruns, 0)).toBe(0)
  })

  it('gives up, in a sentence, where gaps let no window come about for seconds', () => {
    const { given, take } = processing()
    const sample = () => {
      for (let batches = 0; batches < 1500; batches++) take(2_300)
    }
    expect(sample).toThrow(
      '/dev/spidev0.0 cannot be sampled without gaps (up to 2.3 ms): too many chips share the bus, or the machine is too busy',
    )
    expect(given).toEqual([])
  })

  it('keeps up with long batches: a step of the work for each millisecond', () => {
    const { given, run } = processing({ batch: 510 })
    run(300)
    expect(given.length).toBeGreaterThan(15)
    expect(given.reduce((sum, { overruns }) => sum + overruns, 0)).toBe(0)
  })

  it('answers with the latest samples, oldest first', () => {
    const { processor, run } = processing()
    run(300)
    const traces = processor.ask(null)
    expect(traces).toMatchObject([{ channel: 0 }, { channel: 1 }])
    expect(traces).toHaveProperty('0.timesUs.length', 2048)
  })
})

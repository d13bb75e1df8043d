import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SimulatedMcp3208, type SimulatedMcp3208Options } from '../../../src/drivers/mcp3208/simulated.ts'
import type { Input } from '../../../src/simulation/frontEnd.ts'

const referenceV = 4.096
const still = { referenceV, noiseLsb: 0 }
const steady = (volts: number): Input => ({ voltsAt: () => volts })

/** What the line shows for a frame that is written in bits; spaces mean nothing. */
function answerTo(chip: SimulatedMcp3208, sent: string, atUs = 0): string {
  const bytes = (sent.replaceAll(' ', '').match(/.{8}/g) ?? []).map((bits) => Number.parseInt(bits, 2))
  const received = new Uint8Array(bytes.length)
  chip.exchange(Uint8Array.from(bytes), atUs, received, 0)
  return [...received].map((byte) => byte.toString(2).padStart(8, '0')).join('')
}

const binary = (value: number, digits: number) => value.toString(2).padStart(digits, '0')
const backwards = (bits: string) => bits.split('').toReversed().join('')

/** The usual frame: the value stands at its end. */
const usual = (channel: number, single = 1) => `00000 1 ${single} ${binary(channel, 3)} 000000 00000000`

/** The value of one conversion. */
const convert = (chip: SimulatedMcp3208, channel = 0, atUs = 0) => Number.parseInt(answerTo(chip, usual(channel), atUs).slice(12), 2)

/** Where a channel without a signal lies. */
const biasOf = (channel: number, options: Partial<SimulatedMcp3208Options> = {}) =>
  convert(new SimulatedMcp3208({ ...still, inputs: [], ...options }), channel)

const channels = [0, 1, 2, 3, 4, 5, 6, 7]

describe('a frame to the simulated MCP3208', () => {
  const inputs = channels.map((channel) => steady(0.1 * channel))
  const chip = new SimulatedMcp3208({ ...still, inputs })

  it.each(channels)('with a start bit, the single-ended bit and D2 to D0 of channel %i brings the null bit and B11 to B0', (channel) => {
    const value = biasOf(channel) + 100 * channel
    const shown = answerTo(chip, usual(channel))
    expect(shown.slice(0, 11), 'nobody drives the line before the null bit').toBe('1'.repeat(11))
    expect(shown[11], 'the null bit').toBe('0')
    expect(Math.abs(Number.parseInt(shown.slice(12), 2) - value)).toBeLessThanOrEqual(1)
  })

  it('may have its start bit anywhere: the answer begins six clocks later', () => {
    const value = binary(convert(chip, 5), 12)
    for (let zeros = 0; zeros <= 5; zeros++) {
      const shown = answerTo(chip, `${'0'.repeat(zeros)} 11 101 ${'0'.repeat(24 - 5 - zeros)}`)
      expect(shown.slice(0, zeros + 6)).toBe('1'.repeat(zeros + 6))
      expect(shown.slice(zeros + 6, zeros + 19)).toBe(`0${value}`)
    }
  })

  it('without a start bit, or cut off before the conversion, brings nothing', () => {
    expect(answerTo(chip, '0'.repeat(24))).toBe('1'.repeat(24))
    expect(answerTo(chip, '00000000 00000001')).toBe('1'.repeat(16))
    expect(answerTo(chip, '00000110')).toBe('1'.repeat(8))
  })

  it('that goes on brings the bits again from B1 up to B11, then zeros', () => {
    const value = binary(convert(chip, 3), 12)
    expect(answerTo(chip, `1 1 011 ${'0'.repeat(48 - 5)}`)).toBe(
      `111111 0 ${value} ${backwards(value).slice(1)}`.replaceAll(' ', '').padEnd(48, '0'),
    )
    expect(answerTo(chip, `${usual(3)} 00000000 00000000`).slice(24)).toBe(`${backwards(value).slice(1)}00000`)
  })

  it('does not mind what is sent after D0', () => {
    expect(answerTo(chip, '00000 1 1 011 111111 11111111')).toBe(answerTo(chip, usual(3)))
  })

  it('without the single-ended bit brings the difference of a pair, and 0 where that is negative', () => {
    const difference = convert(chip, 5) - convert(chip, 4)
    expect(difference).toBeGreaterThan(50)
    const read = (channel: number) => Number.parseInt(answerTo(chip, usual(channel, 0)).slice(12), 2)
    expect(Math.abs(read(5) - difference)).toBeLessThanOrEqual(1)
    expect(read(4)).toBe(0)
  })

  it('is answered where the caller wants it', () => {
    const received = new Uint8Array(9)
    chip.exchange(Uint8Array.of(6, 0x80, 0), 0, received, 3)
    expect([...received.subarray(0, 3), ...received.subarray(6)]).toEqual([0, 0, 0, 0, 0, 0])
    expect(
      Number.parseInt(
        [...received.subarray(4, 6)]
          .map((byte) => binary(byte, 8))
          .join('')
          .slice(4),
        2,
      ),
    ).toBe(convert(chip, 2))
  })
})

describe('a conversion of the simulated MCP3208', () => {
  it('counts in steps of the reference by 4096, upwards without a gap', () => {
    const volts = { now: -0.05 }
    const chip = new SimulatedMcp3208({ ...still, inputs: [{ voltsAt: () => volts.now }] })
    const start = convert(chip)
    for (let step = 1; step <= 1000; step++) {
      volts.now = -0.05 + step * 1e-4
      expect(Math.abs(convert(chip) - start - step / 10)).toBeLessThanOrEqual(1)
    }
  })

  it('reads the same for the same share of another reference', () => {
    fc.assert(
      fc.property(fc.double({ min: 2.7, max: 5, noNaN: true }), fc.double({ min: -0.49, max: 0.49, noNaN: true }), (reference, share) => {
        const chip = new SimulatedMcp3208({ referenceV: reference, noiseLsb: 0, inputs: [steady(share * reference)] })
        expect(Math.abs(convert(chip) - biasOf(0) - share * 4096)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('clips at both ends', () => {
    expect(convert(new SimulatedMcp3208({ referenceV, inputs: [steady(-3)] }))).toBe(0)
    expect(convert(new SimulatedMcp3208({ referenceV, inputs: [steady(3)] }))).toBe(4095)
  })

  it('lies about half the reference without a signal, a little off on each channel', () => {
    const biases = channels.map((channel) => biasOf(channel))
    for (const bias of biases) expect(Math.abs(bias - 2048)).toBeLessThanOrEqual(13)
    expect(new Set(biases).size).toBeGreaterThan(4)
    expect(channels.map((channel) => biasOf(channel, { seed: 2 }))).not.toEqual(biases)
  })

  it('is that of the instant at which its input is held: the fall of the fifth clock after the start bit', () => {
    const asked: number[] = []
    const inputs = [{ voltsAt: (atUs: number) => (asked.push(atUs), 0) }]
    convert(new SimulatedMcp3208({ ...still, inputs }), 0, 5000)
    convert(new SimulatedMcp3208({ ...still, inputs, clockHz: 500_000 }), 0, 5000)
    answerTo(new SimulatedMcp3208({ ...still, inputs }), `11000 ${'0'.repeat(19)}`, 5000)
    expect(asked).toEqual([5011, 5022, 5006])
  })
})

describe('the noise of the simulated MCP3208', () => {
  const count = 20_000
  /** Read without its quantisation: counts of a reference so low that each is a tiny part of the noise. */
  const noise = (noiseLsb: number, seed = 1) => {
    const chip = new SimulatedMcp3208({ referenceV, noiseLsb: 100 * noiseLsb, inputs: [], seed })
    const values = Array.from({ length: count }, () => convert(chip))
    const mean = values.reduce((sum, value) => sum + value, 0) / count
    return values.map((value) => (value - mean) / 100)
  }
  const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

  it.each([0.5, 1, 2])('is %f counts rms where that is asked for', (lsb) => {
    expect(Math.abs(rms(noise(lsb)) / lsb - 1)).toBeLessThan(0.02)
  })

  it('is half a count where nothing is said', () => {
    const chip = new SimulatedMcp3208({ referenceV, inputs: [] })
    const values = Array.from({ length: count }, () => convert(chip))
    const mean = values.reduce((sum, value) => sum + value, 0) / count
    expect(rms(values.map((value) => value - mean))).toBeCloseTo(Math.sqrt(0.5 ** 2 + 1 / 12), 1)
  })

  it('does not move the mean', () => {
    const chip = new SimulatedMcp3208({ referenceV, noiseLsb: 2, inputs: [] })
    const mean = Array.from({ length: count }, () => convert(chip)).reduce((sum, value) => sum + value, 0) / count
    expect(Math.abs(mean - biasOf(0))).toBeLessThan(1)
  })

  it('is spread like chance: two thirds within one rms, 1 in 20 beyond two', () => {
    const values = noise(1).map(Math.abs)
    expect(values.filter((value) => value < 1).length / count).toBeCloseTo(0.68, 1)
    expect(values.filter((value) => value > 2).length / count).toBeCloseTo(0.045, 2)
  })

  it('knows nothing of the noise before', () => {
    const values = noise(1)
    for (const lag of [1, 2, 3, 7, 12]) {
      const products = values.slice(lag).map((value, at) => value * (values[at] ?? 0))
      expect(Math.abs(products.reduce((sum, value) => sum + value, 0) / products.length)).toBeLessThan(0.03)
    }
  })

  it('is the same for the same seed, and another for another', () => {
    expect(noise(1, 3)).toEqual(noise(1, 3))
    expect(noise(1, 3)).not.toEqual(noise(1, 4))
  })
})

import type { SpiChip } from '../../hardware/simulated/spiChip.ts'
import { leadDegreesAt } from '../../measure/power/phase.ts'
import { chance } from '../../simulation/chance.ts'
import { currentClamp, voltageTransformer, type Input } from '../../simulation/frontEnd.ts'
import { mainsOf } from '../../simulation/mains.ts'
import { Noise } from '../../simulation/noise.ts'
import type { Site } from '../../simulation/site.ts'
import type { Mcp3208Settings } from './settings.ts'

/**
 * Installs the board of these settings, with transformers that are exactly as the settings say; the function that is returned takes it away.
 * A clamp measures the circuit of its own name, else the board's.
 */
export function simulateMcp3208(settings: Mcp3208Settings, site: Site): () => void {
  const { spi, referenceV, clockHz } = settings
  const wired = [...voltageInputs(settings, site), ...currentInputs(settings, site)]
  const inputs = Array.from({ length: channelCount }, (_, at) => wired.find(({ channel }) => channel === at)?.input)
  return site.wires.spi.attach(spi, new SimulatedMcp3208({ referenceV, clockHz, inputs, seed: seedOf(spi) }))
}

const voltageInputs = ({ voltages }: Mcp3208Settings, { circuit, clock }: Site) =>
  voltages.flatMap((voltage) => {
    if (voltage.kind !== 'measured') return []
    const { channel, calibration: voltsPerVolt, leadDegrees } = voltage
    return [{ channel, input: voltageTransformer({ circuit, mains: mainsOf(clock, circuit), lag: 0, voltsPerVolt, leadDegrees }) }]
  })

const currentInputs = ({ currents, voltages }: Mcp3208Settings, site: Site) =>
  currents.map(({ id, channel, voltage, clamp, gain, inverted, lead }) => {
    const driving = voltages.find((each) => each.id === voltage)
    const input = currentClamp({
      circuit: site.circuitNamed(id) ?? site.circuit,
      mains: mainsOf(site.clock, site.circuit),
      lag: driving?.kind === 'shifted' ? driving.lag : 0,
      ampsPerVolt: clamp.ampsPerVolt * gain * (inverted ? -1 : 1),
      leadDegreesAt: (currentA) => leadDegreesAt(lead, currentA),
    })
    return { channel, input }
  })

/** Two boards of a house have noise of their own. */
const seedOf = (device: string) => 1 + Number(device.replaceAll(/\D/g, ''))

export interface SimulatedMcp3208Options {
  readonly referenceV: number
  /** By channel, about the bias; one without an input lies at the bias. */
  readonly inputs: readonly (Input | undefined)[]
  /** Root mean square, half a count where it is left out. */
  readonly noiseLsb?: number
  /** Another number is another chip: other noise, other offsets. */
  readonly seed?: number
  /** Of the frames: it says when within a frame the input is held. 1 MHz where it is left out. */
  readonly clockHz?: number
}

const channelCount = 8
const codes = 4096
/** How far the bias of a channel can be off the middle, by its resistors. */
const largestOffset = 12

/** The chip as it is on the wire, behind a bias of half the reference. Written from the datasheet (DS21298E), not from the driver. */
export class SimulatedMcp3208 implements SpiChip {
  readonly #inputs: readonly (Input | undefined)[]
  readonly #countsPerVolt: number
  readonly #noise: Noise
  readonly #clockUs: number
  /** Of each channel, in counts. */
  readonly #bias: Float64Array

  constructor({ referenceV, inputs, noiseLsb = 0.5, seed = 1, clockHz = 1_000_000 }: SimulatedMcp3208Options) {
    this.#inputs = inputs
    this.#countsPerVolt = codes / referenceV
    this.#noise = new Noise(noiseLsb, seed)
    this.#clockUs = 1e6 / clockHz
    this.#bias = Float64Array.from({ length: channelCount }, (_, channel) => codes / 2 + (2 * chance(seed, channel) - 1) * largestOffset)
  }

  /**
   * Section 5.0 and figure 5-1: a start bit, single-ended or differential, D2 to D0; the input is held at the fall of the fifth clock after
   * the start bit; the null bit comes with the sixth, then B11 to B0, then B1 to B11 (page 19), then zeros. Before the null bit nobody drives
   * the line: here something pulls it up.
   */
  exchange(sent: Uint8Array, atUs: number, received: Uint8Array, offset: number): void {
    const start = firstOne(sent)
    const last = start + 5
    const bits = last < 8 * sent.length ? this.#convert(word(sent, start + 1) >>> 12, atUs + (last + 1) * this.#clockUs) : null
    for (let i = 0; i < sent.length; i++) received[offset + i] = bits === null ? 0xff : shown(bits, 8 * i - (last + 1))
  }

  /** The bits from the null bit on, 24 of them. `selection`: single-ended, D2, D1, D0. */
  #convert(selection: number, atUs: number): number {
    const channel = selection & 7
    const counts = selection & 8 ? this.#countsAt(channel, atUs) : this.#differenceAt(channel, atUs)
    const value = Math.min(codes - 1, Math.max(0, Math.floor(counts + this.#noise.next())))
    return (value << 11) | (reversed(value) & 0x7ff)
  }

  /** Table 5-2: the even channel of a pair against the odd one, or the other way round; below 0 it reads 0. */
  #differenceAt(channel: number, atUs: number): number {
    return this.#countsAt(channel, atUs) - this.#countsAt(channel ^ 1, atUs)
  }

  #countsAt(channel: number, atUs: number): number {
    const volts = this.#inputs[channel]?.voltsAt(atUs) ?? 0
    return (this.#bias[channel] ?? 0) + volts * this.#countsPerVolt
  }
}

/** Counts from 0; infinite where there is none. */
function firstOne(sent: Uint8Array): number {
  for (let i = 0; i < sent.length; i++) {
    const byte = sent[i] ?? 0
    if (byte !== 0) return 8 * i + Math.clz32(byte) - 24
  }
  return Infinity
}

/** The 16 bits from one bit on. */
function word(sent: Uint8Array, from: number): number {
  const first = from >> 3
  const three = ((sent[first] ?? 0) << 16) | ((sent[first + 1] ?? 0) << 8) | (sent[first + 2] ?? 0)
  return (three >>> (8 - (from & 7))) & 0xffff
}

/** Eight bits of the line, of which the first one is `at` bits behind the null bit. */
function shown(bits: number, at: number): number {
  if (at <= -8) return 0xff
  if (at < 0) return ((0xff << (8 + at)) & 0xff) | (bits >>> (16 - at))
  return at <= 16 ? (bits >>> (16 - at)) & 0xff : (bits << (at - 16)) & 0xff
}

/** B11 to B0 become B0 to B11: neighbours change places, then pairs, fours and bytes of 16 bits. */
function reversed(value: number): number {
  const ones = ((value & 0x5555) << 1) | ((value >>> 1) & 0x5555)
  const pairs = ((ones & 0x3333) << 2) | ((ones >>> 2) & 0x3333)
  const fours = ((pairs & 0x0f0f) << 4) | ((pairs >>> 4) & 0x0f0f)
  return ((fours & 0xff) << 4) | (fours >>> 12)
}

import { PowerMeter, type MeterOptions } from '../../../src/measure/power/powerMeter.ts'
import type { MeterPlan, RawWindow } from '../../../src/measure/power/window.ts'

/** Counts at a time in microseconds. */
export type Signal = (timeUs: number) => number

export interface Harmonic {
  readonly order: number
  readonly rms: number
  /** Radians at time 0. */
  readonly phase: number
}

/** A bias and a sum of sines, in closed form. */
export const wave = (hz: number, harmonics: readonly Harmonic[], bias = 2048): Signal => {
  const angular = 2 * Math.PI * hz * 1e-6
  return (timeUs) =>
    harmonics.reduce((sum, { order, rms, phase }) => sum + Math.SQRT2 * rms * Math.sin(order * angular * timeUs + phase), bias)
}

export const sine = (hz: number, rms: number, phase = 0, bias = 2048): Signal => wave(hz, [{ order: 1, rms, phase }], bias)

export const rmsOf = (harmonics: readonly Harmonic[]) => Math.sqrt(harmonics.reduce((sum, { rms }) => sum + rms * rms, 0))

/** Mean of the product of two sums of sines of the same orders. */
export const powerOf = (voltage: readonly Harmonic[], current: readonly Harmonic[]) =>
  voltage.reduce((sum, v, k) => sum + v.rms * (current[k]?.rms ?? 0) * Math.cos(v.phase - (current[k]?.phase ?? 0)), 0)

/** Numbers from 0 to 1, the same for the same seed. */
export function randoms(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Normally distributed, of variance 1. */
export const noise = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** What a 12-bit converter with so much noise makes of a signal. */
export const converted =
  (signal: Signal, random: () => number, sigma = 1): Signal =>
  (timeUs) =>
    Math.min(Math.max(Math.round(signal(timeUs) + sigma * noise(random)), 0), 4095)

export interface Sampling {
  /** Tracks in the order in which they are converted. */
  readonly sweep: readonly number[]
  readonly fromUs?: number
  readonly conversionUs?: number
  readonly batch?: number
  /** After each batch. */
  readonly gapUs?: () => number
}

/** A sampler that goes on from where it was, as a chip does: batches, with gaps between them. */
export class Sampler {
  nowUs: number
  readonly meter: PowerMeter
  readonly #sampling: Required<Sampling>
  #conversion = 0

  constructor(plan: MeterPlan, sampling: Sampling, options?: MeterOptions) {
    this.#sampling = { fromUs: 0, conversionUs: 25, batch: 27, gapUs: () => 40, ...sampling }
    this.nowUs = this.#sampling.fromUs
    this.meter = new PowerMeter(plan, options)
  }

  batch(signals: readonly Signal[]): void {
    const { sweep, conversionUs, batch, gapUs } = this.#sampling
    for (let i = 0; i < batch; i++) {
      const track = sweep[this.#conversion++ % sweep.length] ?? 0
      this.meter.add(track, this.nowUs, signals[track]?.(this.nowUs) ?? 0)
      this.nowUs += conversionUs
    }
    this.nowUs += gapUs()
  }

  /** Samples until a time; the windows that were given out. */
  until(untilUs: number, signals: readonly Signal[]): RawWindow[] {
    const windows: RawWindow[] = []
    while (this.nowUs < untilUs) {
      this.batch(signals)
      windows.push(...this.closed())
    }
    return windows
  }

  /** All windows that are over. */
  closed(): RawWindow[] {
    const windows: RawWindow[] = []
    for (let window = this.meter.close(this.nowUs); window !== null; window = this.meter.close(this.nowUs)) windows.push(window)
    return windows
  }
}

/** One voltage on track 0 and currents on the others, all driven by it. */
export const singlePhase = (currents: number, lag = 0): MeterPlan => ({
  tracks: currents + 1,
  voltages: [0],
  currents: Array.from({ length: currents }, (_, k) => ({ track: k + 1, voltage: 0, lag })),
})

/** Each current beside a voltage sample. */
export const sixCurrents = [1, 0, 2, 3, 0, 4, 5, 0, 6]

/** Windows that do not end where the next one begins. */
export const breaks = (windows: readonly RawWindow[]) => windows.filter((window, k) => k > 0 && window.startUs !== windows[k - 1]?.endUs)

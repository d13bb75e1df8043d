import { NoiseFloor } from './noiseFloor.ts'
import { ampsOf, currentVector, powerOf, type CurrentScale, type Power, type Scales } from './scale.ts'
import type { RawCurrent, RawVoltage } from './window.ts'

/** Without a voltage to keep step with, what is left of the noise cannot be told from a load below this, in counts. */
const blindFloorCounts = 0.5

/** One window of a circuit. */
export interface CircuitValue {
  /** 0 where nothing but noise was there. */
  readonly currentA: number
  /** null: unknown, as its voltage is. */
  readonly power: Power | null
}

/** Tells of each window, in its order, what flows. */
export class Circuit {
  readonly #scales: Scales
  readonly #floor: NoiseFloor

  /** `noiseFloorA`: what does not keep step with the voltage is counted as a load only above it. */
  constructor(scales: Scales, noiseFloorA: number) {
    this.#scales = scales
    this.#floor = new NoiseFloor(noiseFloorA)
  }

  take(current: RawCurrent, voltage: RawVoltage): CircuitValue {
    const vector = current.product === null ? null : currentVector(current.product, voltage, this.#scales)
    if (vector === null) {
      this.#floor.forget()
      return { currentA: blindAmps(current, this.#scales.current), power: null }
    }
    return this.#floor.isLoad(vector, meanNoiseA(current, this.#scales.current)) ? unfiltered(current, voltage, this.#scales) : nothing
  }
}

/** The same without a noise floor: for calibration. */
export function unfiltered(current: RawCurrent, voltage: RawVoltage, scales: Scales): CircuitValue {
  const { product } = current
  return { currentA: ampsOf(current, scales.current), power: product === null ? null : powerOf(current, product, voltage, scales) }
}

/** A current of which no voltage is known; below the floor, and below what noise leaves, nothing flows. */
export function blindAmps(current: RawCurrent, scale: CurrentScale, noiseFloorA = 0): number {
  const currentA = ampsOf(current, scale)
  return current.rms < Math.max(blindFloorCounts, current.noise) || currentA < noiseFloorA ? 0 : currentA
}

/** What is left of the noise in the mean of a window. */
const meanNoiseA = ({ noise, samples }: RawCurrent, { ampsPerCount }: CurrentScale) =>
  (noise * Math.abs(ampsPerCount)) / Math.sqrt(Math.max(1, samples))

const nothing: CircuitValue = { currentA: 0, power: { activeW: 0, reactiveVar: 0, apparentVa: 0 } }

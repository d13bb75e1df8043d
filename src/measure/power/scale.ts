import { leadDegreesAt, type PhaseLead } from './phase.ts'
import type { RawCurrent, RawProduct, RawVoltage } from './window.ts'

/** What makes volts of the counts of a voltage channel. */
export interface VoltageScale {
  readonly voltsPerCount: number
  /** Of the transformer's output before the mains. */
  readonly leadDegrees: number
}

/** What makes amperes of the counts of a current channel. */
export interface CurrentScale {
  /** Negative where the clamp stands the other way round. */
  readonly ampsPerCount: number
  /** Of the clamp's output before the current. */
  readonly lead: PhaseLead
}

/** Power of one circuit; positive: import. */
export interface Power {
  readonly activeW: number
  /** Of the fundamental (IEEE 1459); positive: inductive. */
  readonly reactiveVar: number
  readonly apparentVa: number
}

/** A vector in the plane of the fundamental: along the voltage, and a quarter cycle behind it. Amperes. */
export interface CurrentVector {
  readonly activeA: number
  readonly reactiveA: number
}

export const voltsOf = ({ rms }: RawVoltage, { voltsPerCount }: VoltageScale): number => rms * voltsPerCount

export const ampsOf = ({ rms }: RawCurrent, { ampsPerCount }: CurrentScale): number => rms * Math.abs(ampsPerCount)

/**
 * Power from the products of one window. A transformer with one inductance leads by its angle at the fundamental and by little at the
 * harmonics: so the fundamental is turned back by the difference of both transformers, the harmonics' power stays as it is.
 */
export function powerOf(current: RawCurrent, product: RawProduct, voltage: RawVoltage, scales: Scales): Power {
  const { active, fundamentalActive, fundamentalReactive } = scaled(product, scales)
  const currentA = ampsOf(current, scales.current)
  const turn = radians(leadDegreesAt(scales.current.lead, currentA) - scales.voltage.leadDegrees)
  const turnedActive = fundamentalActive * Math.cos(turn) - fundamentalReactive * Math.sin(turn)
  const activeW = active - fundamentalActive + turnedActive
  return {
    activeW,
    reactiveVar: fundamentalReactive * Math.cos(turn) + fundamentalActive * Math.sin(turn),
    // Near the converter's step the noise that is taken off the current may be too much.
    apparentVa: Math.max(voltsOf(voltage, scales.voltage) * currentA, Math.abs(activeW)),
  }
}

/** The fundamental of the current; as precise as noise allows, since only what keeps step with the voltage remains. null without a voltage. */
export function currentVector(product: RawProduct, voltage: RawVoltage, scales: Scales): CurrentVector | null {
  const volts = (voltage.fundamental ?? 0) * scales.voltage.voltsPerCount
  if (volts === 0) return null
  const { fundamentalActive, fundamentalReactive } = scaled(product, scales)
  return { activeA: fundamentalActive / volts, reactiveA: fundamentalReactive / volts }
}

export interface Scales {
  readonly voltage: VoltageScale
  readonly current: CurrentScale
}

function scaled({ active, fundamentalActive, fundamentalReactive }: RawProduct, { voltage, current }: Scales): RawProduct {
  const wattsPerCount = voltage.voltsPerCount * current.ampsPerCount
  return {
    active: active * wattsPerCount,
    fundamentalActive: fundamentalActive * wattsPerCount,
    fundamentalReactive: fundamentalReactive * wattsPerCount,
  }
}

const radians = (degrees: number) => (degrees * Math.PI) / 180

import type { PhaseLead } from '../power/phase.ts'

/** A figure that a reference meter shows. */
export interface Shown {
  /** In the unit of the quantity: A, W, V. */
  readonly value: number
  /** What one step of its last digit is worth: 0.01 for 8.71; 0 where that is not known. */
  readonly digit: number
}

/** What the reference meter shows of the load that is on: at least one figure, or that it is a heater. */
export interface Reference {
  readonly currentA: Shown | null
  /** Negative: the load feeds in. */
  readonly activePowerW: Shown | null
  readonly voltageV: Shown | null
  /** A pure resistance: its power factor is 1. */
  readonly heater: boolean
}

/** What a current channel reads with the factors in force, without its noise floor. null is unknown. */
export interface CurrentReading {
  readonly kind: 'current'
  readonly currentA: number
  readonly voltageV: number | null
  readonly activePowerW: number | null
  /** Positive: the current lags behind the voltage. */
  readonly reactivePowerVar: number | null
  readonly apparentPowerVa: number | null
  readonly powerFactor: number | null
  readonly frequencyHz: number | null
  /** The voltage is not measured beside the current: the powers are worked out from an assumed power factor. */
  readonly estimated: boolean
}

export interface VoltageReading {
  readonly kind: 'voltage'
  readonly voltageV: number | null
  readonly frequencyHz: number | null
}

export type ChannelReading = CurrentReading | VoltageReading

/** A reference and what we read beside it. */
export interface Point<R extends ChannelReading = ChannelReading> {
  readonly reference: Reference
  readonly reading: R
}

export type Quantity = 'current' | 'power' | 'voltage'

/** One figure of a point, and how far we are from it. */
export interface Remaining {
  /** Which point it is, from 0. */
  readonly point: number
  readonly quantity: Quantity
  readonly reference: number
  readonly ours: number
  /** With the factors in force, and with the fitted ones; percent of the reference. */
  readonly beforePercent: number
  readonly afterPercent: number
}

/** What came of a fit. */
export interface Fit {
  /** What to multiply the factor in force with; null where no point says anything of it. */
  readonly gain: number | null
  /** The lead that is to take the place of the one in force; null where no heater says anything of it. */
  readonly phase: PhaseLead | null
  readonly remaining: readonly Remaining[]
  /** What is doubtful, one sentence each. */
  readonly warnings: readonly string[]
}

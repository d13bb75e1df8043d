/** What is known of some whole mains cycles, in counts of the converter: scaling and the correction of transformers come later. */

/** Which of the sampled channels belong together. A track is the samples of one channel. */
export interface MeterPlan {
  readonly tracks: number
  /** The track of each voltage. */
  readonly voltages: readonly number[]
  readonly currents: readonly CurrentPlan[]
}

export interface CurrentPlan {
  readonly track: number
  /** Index of the voltage that drives this current; null: it is not measured here. */
  readonly voltage: number | null
  /** By how much of a cycle the driving voltage lags behind the measured one: 0; 1/3 and 2/3 in another phase; 1/2 on the other leg of a split phase. */
  readonly lag: number
}

/** Mean over the time from `startUs` to `endUs`, each sample weighted by the time that it stands for. */
export interface RawWindow {
  /** Microseconds of the samples' clock. */
  readonly startUs: number
  readonly endUs: number
  /** Whole mains cycles; 0 where no voltage has a wave: then it is some time that was found otherwise. */
  readonly cycles: number
  /** null where no voltage has a wave. */
  readonly frequencyHz: number | null
  readonly voltages: readonly RawVoltage[]
  readonly currents: readonly RawCurrent[]
}

/** One channel. Counts; root mean squares. */
export interface RawTrack {
  /** 0: none came, and the rest says nothing. */
  readonly samples: number
  /** The direct part: the bias. */
  readonly mean: number
  /** Without the direct part and without the noise. */
  readonly rms: number
  /** White noise, as estimated from how the samples scatter. */
  readonly noise: number
  /** Samples at either end of the converter's range. */
  readonly clipped: number
}

export interface RawVoltage extends RawTrack {
  /** The fundamental; null where no voltage tells its frequency. */
  readonly fundamental: number | null
  /** Whether it is a mains wave: strong enough, and most of it the fundamental. */
  readonly isWave: boolean
}

export interface RawCurrent extends RawTrack {
  /** The fundamental; null where no voltage tells its frequency. */
  readonly fundamental: number | null
  /** With the driving voltage; null where that has no wave or is not measured here. */
  readonly product: RawProduct | null
}

/** Counts squared. Positive active power where the current flows as the voltage drives it, positive reactive power where it lags. */
export interface RawProduct {
  /** Mean of voltage times current, all harmonics, at the current's own instants. */
  readonly active: number
  /** Of the fundamentals alone. */
  readonly fundamentalActive: number
  readonly fundamentalReactive: number
}

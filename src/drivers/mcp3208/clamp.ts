import type { Transformer } from './transformer.ts'

/** What makes a voltage at the input of a current, as far as the settings say. */
export interface Clamp {
  /** Amperes per volt at the input, without the correction that calibration found (`gain`). */
  readonly ampsPerVolt: number
  /** null where only its calibration or its ratio is known. */
  readonly transformer: Transformer | null
  /** null where it gives a voltage. */
  readonly burdenOhm: number | null
  readonly model: string
}

/** The ways to tell it, of which one is used. */
export interface ClampKeys {
  readonly transformer?: Transformer
  readonly ratio?: number
  readonly calibration?: number
  readonly burden?: number
}

export const clampWays = ['transformer', 'ratio', 'calibration'] as const

export const givesCurrent = ({ transformer, ratio }: ClampKeys): boolean =>
  transformer === undefined ? ratio !== undefined : 'amps' in transformer.output

/** null where the keys do not say enough. */
export function clampOf({ transformer, ratio, calibration, burden }: ClampKeys): Clamp | null {
  if (calibration !== undefined) return { ampsPerVolt: calibration, transformer: null, burdenOhm: null, model: 'Current clamp' }
  if (ratio !== undefined && burden !== undefined) {
    return { ampsPerVolt: ratio / burden, transformer: null, burdenOhm: burden, model: `Current clamp ${ratio}:1` }
  }
  return transformer === undefined ? null : rated(transformer, burden)
}

function rated(transformer: Transformer, burden: number | undefined): Clamp | null {
  const { output, ratedA, text } = transformer
  const model = `Current clamp ${text}`
  if ('volts' in output) return { ampsPerVolt: ratedA / output.volts, transformer, burdenOhm: null, model }
  return burden === undefined ? null : { ampsPerVolt: ratedA / output.amps / burden, transformer, burdenOhm: burden, model }
}

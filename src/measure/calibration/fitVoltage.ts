import { fitGain, remainingOf, uncertaintyOf, type Pair } from './gain.ts'
import { gainWarnings } from './gainWarnings.ts'
import type { Fit, Point, VoltageReading } from './point.ts'

/** Fits a voltage channel to what a reference meter shows. */
export function fitVoltage(points: readonly Point<VoltageReading>[]): Fit {
  const pairs = points.flatMap(pairOf)
  const gain = fitGain(pairs)
  const unknown = points.flatMap(({ reading }, index) =>
    reading.voltageV === null ? [`point ${index + 1}: no voltage was found on the channel: is its transformer plugged in?`] : [],
  )
  const warnings = [...unknown, ...gainWarnings(pairs, gain, 'transformer')]
  return { gain, phase: null, remaining: remainingOf(pairs, gain ?? 1), warnings }
}

function pairOf({ reference: { voltageV }, reading: { voltageV: ours } }: Point<VoltageReading>, point: number): Pair[] {
  if (voltageV === null || ours === null) return []
  const uncertainty = uncertaintyOf(voltageV, 0)
  return [{ point, quantity: 'voltage', reference: voltageV.value, ours, corrected: ours, uncertainty }]
}

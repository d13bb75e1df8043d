import { leadDegreesAt, type PhaseLead } from '../power/phase.ts'
import { fitPhase } from './fitPhase.ts'
import { fitGain, remainingOf, uncertaintyOf, type Pair } from './gain.ts'
import { heatersOf } from './heaters.ts'
import type { CurrentReading, Fit, Point } from './point.ts'
import { currentWarnings } from './currentWarnings.ts'
import { gainWarnings } from './gainWarnings.ts'

export interface CurrentInForce {
  readonly phase: PhaseLead
  /** The largest current, rms, that the clamp can show; null where that is not known. */
  readonly rangeA: number | null
}

type CurrentPoint = Point<CurrentReading>

/** Fits a current channel to what a reference meter shows at one load or several. */
export function fitCurrent(points: readonly CurrentPoint[], inForce: CurrentInForce): Fit {
  const direction = isReversed(points) ? -1 : 1
  let fitted = fitFrom(1, points, inForce, direction)
  // A table is by true current, which the gain tells, which the powers tell, which the table turns: it settles at once.
  for (let round = 0; round < 3; round++) fitted = fitFrom(fitted.gain ?? 1, points, inForce, direction)
  const { gain, phase, pairs } = fitted
  const warnings = [...currentWarnings(points, direction === -1), ...gainWarnings(pairs, gain, 'clamp')]
  return { gain, phase, remaining: remainingOf(pairs, gain ?? 1), warnings }
}

/** `gain` is the one that was found so far. */
function fitFrom(gain: number, points: readonly CurrentPoint[], { phase: before, rangeA }: CurrentInForce, direction: number) {
  const phase = fitPhase(heatersOf(points, before, gain), before)
  const noiseA = noiseOf(rangeA)
  const pairs = points.flatMap((point, index) => {
    const { currentA } = point.reading
    const turn = leadDegreesAt(phase ?? before, gain * currentA) - leadDegreesAt(before, currentA)
    return [...currentPair(point, index, noiseA), ...powerPair(point, index, noiseA, direction, turn)]
  })
  return { phase, pairs, gain: fitGain(pairs) }
}

/** What a reading is worth: a share of the range, or of that of a common clamp where it is not known. */
const noiseOf = (rangeA: number | null) => (rangeA ?? 20) / 1000

function currentPair({ reference, reading }: CurrentPoint, point: number, noiseA: number): Pair[] {
  const shown = reference.currentA
  if (shown === null) return []
  // A current has no sign of its own.
  const [value, ours] = [Math.abs(shown.value), reading.currentA]
  return [{ point, quantity: 'current', reference: value, ours, corrected: ours, uncertainty: uncertaintyOf(shown, noiseA) }]
}

function powerPair({ reference, reading }: CurrentPoint, point: number, noiseA: number, direction: number, turnDegrees: number): Pair[] {
  const [shown, ours] = [reference.activePowerW, reading.activePowerW]
  if (shown === null || ours === null || reading.estimated) return []
  const turn = (turnDegrees * Math.PI) / 180
  const corrected = direction * (ours * Math.cos(turn) - (reading.reactivePowerVar ?? 0) * Math.sin(turn))
  const uncertainty = uncertaintyOf(shown, noiseA * (reading.voltageV ?? 0))
  return [{ point, quantity: 'power', reference: shown.value, ours, corrected, uncertainty }]
}

/** Whether most of the power goes the other way than the reference says. A heater takes power. */
function isReversed(points: readonly CurrentPoint[]): boolean {
  const flow = points.reduce((sum, { reference, reading }) => {
    if (reading.estimated || reading.activePowerW === null) return sum
    const expected = Math.sign(reference.activePowerW?.value ?? 0) || (reference.heater ? 1 : 0)
    return sum + expected * reading.activePowerW
  }, 0)
  return flow < 0
}

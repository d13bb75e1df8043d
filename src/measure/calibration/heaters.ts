import { leadDegreesAt, type PhaseLead } from '../power/phase.ts'
import type { CurrentReading, Point } from './point.ts'

/** A heater whose voltage is measured: the angle that we read at it is our error. */
export interface Heater {
  /** The true one, as far as it is known. */
  readonly currentA: number
  /** By how much the clamp's output leads: the phase in force, and what remains of it. */
  readonly leadDegrees: number
}

/** Below it a load is no pure resistance. Clamps shift by some degrees: 18 degrees are a load's own. */
const leastPowerFactor = 0.95

/** The heaters among the points that can tell the phase, read with this one in force and a gain that is yet to be multiplied. */
export const heatersOf = (points: readonly Point<CurrentReading>[], inForce: PhaseLead, gain: number): Heater[] =>
  points.flatMap(({ reference, reading }) => {
    const vector = reference.heater ? vectorOf(reading) : null
    if (vector === null || isNoHeater(reading)) return []
    const { currentA } = reading
    return [{ currentA: gain * currentA, leadDegrees: leadDegreesAt(inForce, currentA) + leadOf(vector) }]
  })

/** Whether something that is called a heater cannot be one. */
export function isNoHeater(reading: CurrentReading): boolean {
  const vector = vectorOf(reading)
  if (vector === null) return false
  const { activeW, reactiveVar } = vector
  const powerFactor = reading.powerFactor ?? activeW / Math.hypot(activeW, reactiveVar)
  return Math.abs(powerFactor) < leastPowerFactor
}

/** null where the powers are not measured, or nothing flows. */
function vectorOf({ activePowerW, reactivePowerVar, estimated }: CurrentReading) {
  if (estimated || activePowerW === null || reactivePowerVar === null || activePowerW === 0) return null
  return { activeW: activePowerW, reactiveVar: reactivePowerVar }
}

/** In degrees; of a clamp the wrong way round too. At a resistance a current that leads shows as a negative reactive power. */
const leadOf = ({ activeW, reactiveVar }: { activeW: number; reactiveVar: number }) =>
  (-Math.atan2(Math.sign(activeW) * reactiveVar, Math.abs(activeW)) * 180) / Math.PI

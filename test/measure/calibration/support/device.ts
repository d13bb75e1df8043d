import type { CurrentReading, Point, Reference, Shown } from '../../../../src/measure/calibration/point.ts'
import { leadDegreesAt, type PhaseLead } from '../../../../src/measure/power/phase.ts'

/** A clamp with its errors, and the settings that it is read with. */
export interface TestClamp {
  /** What multiplies our reading to the true current. */
  readonly gain: number
  /** By how much its output leads, by true current. */
  readonly lead: PhaseLead
  /** What the settings take off, by the current that is read. */
  readonly inForce?: PhaseLead
  readonly reversed?: boolean
}

export interface TestLoad {
  readonly currentA: number
  readonly voltageV?: number
  /** By how many degrees the current lags. */
  readonly lagDegrees?: number
  /** Our reading times this. */
  readonly noise?: number
  /** Degrees. */
  readonly angleNoise?: number
}

/** What such a clamp reads of a load. */
export function readOf({ gain, lead, inForce = 0, reversed }: TestClamp, load: TestLoad): CurrentReading {
  const { currentA: trueA, voltageV = 230, lagDegrees = 0, noise = 1, angleNoise = 0 } = load
  const currentA = (trueA / gain) * noise
  const lag = lagDegrees - leadDegreesAt(lead, trueA) + leadDegreesAt(inForce, currentA) + angleNoise + (reversed ? 180 : 0)
  const apparentPowerVa = voltageV * currentA
  const powerFactor = Math.cos((lag * Math.PI) / 180)
  const reactivePowerVar = apparentPowerVa * Math.sin((lag * Math.PI) / 180)
  const activePowerW = apparentPowerVa * powerFactor
  return {
    kind: 'current',
    currentA,
    voltageV,
    activePowerW,
    reactivePowerVar,
    apparentPowerVa,
    powerFactor,
    frequencyHz: 50,
    estimated: false,
  }
}

export const shown = (value: number, digit = 0): Shown => ({ value, digit })

export const reference = (given: Partial<Reference>): Reference => ({
  currentA: null,
  activePowerW: null,
  voltageV: null,
  heater: false,
  ...given,
})

/** A heater whose current and power a good meter shows. */
export const heater = (clamp: TestClamp, load: TestLoad): Point<CurrentReading> => {
  const { currentA, voltageV = 230 } = load
  return {
    reference: reference({ currentA: shown(currentA), activePowerW: shown(voltageV * currentA), heater: true }),
    reading: readOf(clamp, load),
  }
}

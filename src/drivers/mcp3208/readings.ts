import { Mean } from '../../measure/mean.ts'
import { unfiltered } from '../../measure/power/circuit.ts'
import { ampsOf } from '../../measure/power/scale.ts'
import type { Source } from '../../entities/source.ts'
import type { RawWindow } from '../../measure/power/window.ts'
import { powerFactorOf, rawOf, type CurrentPlan } from './currentChannel.ts'
import type { EstimatedPlan } from './estimatedChannel.ts'
import type { ReadingAnswer } from './inquiry.ts'
import { voltageIn, type VoltagePlan } from './voltageChannel.ts'

/** The means of some windows, as the calibration wants them: with the factors in force, but without a noise floor. */
export interface Collecting {
  add(window: RawWindow): void
  answer(): ReadingAnswer
}

type Quantity = 'square' | 'active' | 'reactive' | 'apparent' | 'voltageSquare' | 'frequency'

const means = () =>
  ({
    square: new Mean(),
    active: new Mean(),
    reactive: new Mean(),
    apparent: new Mean(),
    voltageSquare: new Mean(),
    frequency: new Mean(),
  }) satisfies Record<Quantity, Mean>

export function collectingVoltage(plan: VoltagePlan): Collecting {
  const { voltageSquare, frequency } = means()
  return {
    add: (window) => addVoltage(window, plan, voltageSquare, frequency),
    answer: () => ({ kind: 'voltage', voltageV: rootOf(voltageSquare), frequencyHz: frequency.take()?.mean ?? null }),
  }
}

/** `voltage`: the one that the current is metered with. */
export function collectingCurrent(plan: CurrentPlan, voltage: Pick<VoltagePlan, 'index' | 'scale'>): Collecting {
  const { square, active, reactive, apparent, voltageSquare, frequency } = means()
  return {
    add(window) {
      const raw = rawOf(window, plan)
      const { currentA, power } = unfiltered(raw.current, raw.voltage, plan.scales)
      addVoltage(window, voltage, voltageSquare, frequency)
      square.add(currentA ** 2, 1)
      active.add(power?.activeW ?? null, 1)
      reactive.add(power?.reactiveVar ?? null, 1)
      apparent.add(power?.apparentVa ?? null, 1)
    },
    answer() {
      const [activePowerW, apparentPowerVa] = [active.take()?.mean ?? null, apparent.take()?.mean ?? null]
      return {
        kind: 'current',
        currentA: rootOf(square) ?? 0,
        voltageV: rootOf(voltageSquare),
        activePowerW,
        reactivePowerVar: reactive.take()?.mean ?? null,
        apparentPowerVa,
        powerFactor: powerFactorOf(activePowerW, apparentPowerVa),
        frequencyHz: frequency.take()?.mean ?? null,
        estimated: false,
      }
    },
  }
}

/** `voltage`: where it comes from. */
export function collectingEstimated({ index, scale, powerFactor }: EstimatedPlan, voltage: Source): Collecting {
  const { square, apparent, voltageSquare } = means()
  return {
    add(window) {
      const raw = window.currents[index]
      if (raw === undefined) throw new Error(`no current ${index} in the window`)
      const [currentA, voltageV] = [ampsOf(raw, scale), voltage.value]
      square.add(currentA ** 2, 1)
      voltageSquare.add(voltageV === null ? null : voltageV ** 2, 1)
      apparent.add(voltageV === null ? null : Math.abs(voltageV) * currentA, 1)
    },
    answer() {
      const apparentPowerVa = apparent.take()?.mean ?? null
      return {
        kind: 'current',
        currentA: rootOf(square) ?? 0,
        voltageV: rootOf(voltageSquare),
        activePowerW: apparentPowerVa === null ? null : apparentPowerVa * powerFactor,
        reactivePowerVar: null,
        apparentPowerVa,
        powerFactor,
        frequencyHz: null,
        estimated: true,
      }
    },
  }
}

function addVoltage(window: RawWindow, { index, scale }: Pick<VoltagePlan, 'index' | 'scale'>, squares: Mean, frequency: Mean): void {
  const raw = window.voltages[index]
  if (raw === undefined) throw new Error(`no voltage ${index} in the window`)
  const { voltageV, frequencyHz } = voltageIn(window, raw, scale)
  squares.add(voltageV === null ? null : voltageV ** 2, 1)
  frequency.add(frequencyHz, 1)
}

const rootOf = (square: Mean): number | null => {
  const mean = square.take()?.mean
  return mean === undefined ? null : Math.sqrt(mean)
}

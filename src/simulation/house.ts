import { ConfigError } from '../entities/errors.ts'
import { wander } from './chance.ts'
import type { Circuit, CircuitState } from './circuit.ts'
import { fridge, heatPump, hob, kettle, lights, rest, washingMachine, type Flow } from './loads.ts'
import { hourMs, minuteMs, momentAt } from './moment.ts'
import { availableSolarW, sunHeight, type Place, type Roof } from './sun.ts'

/**
 * The circuits that can be measured, at every instant:
 *
 *     grid = house - solar
 *     house = heat_pump + kettle + fridge + washing_machine + hob + lights + rest
 *
 * The first one is that of a simulated device that names none.
 */
export const circuitNames = ['house', 'grid', 'solar', 'heat_pump', 'kettle', 'fridge', 'washing_machine', 'hob', 'lights', 'rest'] as const
type CircuitName = (typeof circuitNames)[number]

export interface HouseOptions {
  /** Another number is another house: other clouds, other habits. */
  readonly seed: number
  readonly place: Place
  readonly roof: Roof
  /** What the inverter may feed into the grid; it holds its production back for it. */
  readonly exportLimitW: number
  /** When the mains fail, wall time. */
  readonly outages: readonly { readonly fromMs: number; readonly toMs: number }[]
}

/** What the sun gives beyond the house's needs goes into the grid. */
const usual: HouseOptions = {
  seed: 1,
  place: { latitude: 50, longitude: 10 },
  roof: { peakW: 5000, tiltDegrees: 30 },
  exportLimitW: Number.POSITIVE_INFINITY,
  outages: [],
}

export interface House {
  /** Throws a ConfigError where there is no circuit of that name. */
  circuit(name: string): Circuit
}

/** A house as a pure function of wall time. */
export function simulatedHouse(options: Partial<HouseOptions> = {}): House {
  const house = { ...usual, ...options }
  const flowsAt = remembered((wallMs) => flows(house, wallMs))
  const isOut = (wallMs: number) => house.outages.some(({ fromMs, toMs }) => wallMs >= fromMs && wallMs < toMs)
  return {
    circuit(name) {
      const known = circuitNames.find((circuit) => circuit === name)
      if (known === undefined) throw new ConfigError(`the simulated house has no circuit ${name}, only ${circuitNames.join(', ')}`)
      return { at: (wallMs) => (isOut(wallMs) ? dead : measured(house.seed, wallMs, flowsAt(wallMs), known)) }
    },
  }
}

type Flows = Readonly<Record<CircuitName, Flow>>

function flows({ seed, place, roof, exportLimitW }: HouseOptions, wallMs: number): Flows {
  const moment = momentAt(wallMs, place.longitude)
  const loads = {
    heat_pump: heatPump(seed + 100, moment),
    kettle: kettle(seed + 200, moment),
    fridge: fridge(seed + 300, moment),
    washing_machine: washingMachine(seed + 400, moment),
    hob: hob(seed + 500, moment),
    lights: lights(seed + 600, moment, sunHeight(place, moment) < 0.03),
    rest: rest(seed + 700, moment),
  }
  const house = sum(Object.values(loads))
  const allowedW = Math.max(0, house.activeW + exportLimitW)
  const solar = { activeW: Math.min(availableSolarW(seed, place, roof, moment), allowedW), reactiveVar: 0 }
  const grid = { activeW: house.activeW - solar.activeW, reactiveVar: house.reactiveVar - solar.reactiveVar }
  return { grid, house, solar, ...loads }
}

const sum = (all: readonly Flow[]): Flow => ({
  activeW: all.reduce((total, { activeW }) => total + activeW, 0),
  reactiveVar: all.reduce((total, { reactiveVar }) => total + reactiveVar, 0),
})

/** Between the transformer in the street and the house. */
const lineOhms = 0.25

const dead: CircuitState = { voltageV: 0, currentA: 0, activePowerW: 0, powerFactor: 0, frequencyHz: 0 }

function measured(seed: number, wallMs: number, all: Flows, name: CircuitName): CircuitState {
  const { activeW, reactiveVar } = all[name]
  const unloadedV =
    231 + 2.2 * wander(seed + 1, wallMs, 20 * minuteMs) + 1.5 * wander(seed + 2, wallMs, 5 * hourMs) + 0.4 * wander(seed + 3, wallMs, 8000)
  const voltageV = unloadedV - (all.grid.activeW / unloadedV) * lineOhms
  const apparentVa = Math.hypot(activeW, reactiveVar)
  return {
    voltageV,
    currentA: apparentVa / voltageV,
    activePowerW: activeW,
    powerFactor: apparentVa === 0 ? 0 : Math.abs(activeW) / apparentVa,
    frequencyHz: 50 + 0.025 * wander(seed + 4, wallMs, 3 * minuteMs) + 0.01 * wander(seed + 5, wallMs, 7000),
  }
}

/** The meters of a house ask for the same second one after another. */
function remembered<T>(compute: (wallMs: number) => T): (wallMs: number) => T {
  let last: { wallMs: number; value: T } | null = null
  return (wallMs) => {
    if (last?.wallMs !== wallMs) last = { wallMs, value: compute(wallMs) }
    return last.value
  }
}

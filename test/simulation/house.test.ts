import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/entities/errors.ts'
import { circuitNames, simulatedHouse, type HouseOptions } from '../../src/simulation/house.ts'

const wallMs = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) })

function circuitsOf(options?: Partial<HouseOptions>) {
  const house = simulatedHouse(options)
  return (at: number) => Object.fromEntries(circuitNames.map((name) => [name, house.circuit(name).at(at)]))
}
const wattsOf = (options?: Partial<HouseOptions>) => {
  const statesAt = circuitsOf(options)
  return (at: number): Record<string, number> =>
    Object.fromEntries(Object.entries(statesAt(at)).map(([name, { activePowerW }]) => [name, activePowerW]))
}

/** kWh of each circuit on a day, sampled every 20 s. */
function dayOf(day: number, options?: Partial<HouseOptions>): Record<string, number> {
  const watts = wattsOf(options)
  const energy: Record<string, number> = {}
  for (let s = 0; s < 86_400; s += 20) {
    for (const [name, power] of Object.entries(watts(day + s * 1000))) energy[name] = (energy[name] ?? 0) + (power * 20) / 3_600_000
  }
  return energy
}

/** What a roof produces there on the longest day of the north. */
const solarOf = (place: HouseOptions['place']) => dayOf(Date.UTC(2026, 5, 21), { place, seed: 4 })['solar'] ?? 0

describe('the simulated house', () => {
  it('agrees with itself at every instant: grid = house - solar, house = all its loads', () => {
    const watts = wattsOf()
    fc.assert(
      fc.property(wallMs, (at) => {
        const { grid = 0, house = 0, solar = 0, ...loads } = watts(at)
        expect(grid).toBe(house - solar)
        expect(house).toBe(Object.values(loads).reduce((sum, load) => sum + load, 0))
      }),
    )
  })

  it('feeds in on a sunny day what it does not need, and takes from the grid at night', () => {
    const watts = wattsOf()
    const gridOn = (hour: number) => Array.from({ length: 30 }, (_, day) => watts(Date.UTC(2026, 5, day + 1, hour))['grid'] ?? 0)
    expect(Math.min(...gridOn(11))).toBeLessThan(-2000)
    expect(Math.min(...gridOn(23))).toBeGreaterThan(50)
  })

  it('feeds nothing in where it may not: a meter without direction then tells the truth at the grid', () => {
    const watts = wattsOf({ exportLimitW: 0 })
    fc.assert(
      fc.property(wallMs, (at) => {
        expect(watts(at)['grid']).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('feeds in up to its limit where it may', () => {
    const grid = Array.from({ length: 24 }, (_, hour) => wattsOf({ exportLimitW: 3000 })(Date.UTC(2026, 5, 8, hour))['grid'] ?? 0)
    expect(Math.min(...grid)).toBeLessThan(-500)
    expect(Math.min(...grid)).toBeGreaterThanOrEqual(-3000)
  })

  it('is a pure function of time: the same always, and another house by another seed', () => {
    const at = Date.UTC(2026, 5, 8, 18)
    expect(circuitsOf()(at)).toEqual(circuitsOf()(at))
    expect(circuitsOf({ seed: 2 })(at)).not.toEqual(circuitsOf()(at))
  })

  it('has mains as in Europe, which sag under load', () => {
    const statesAt = circuitsOf()
    fc.assert(
      fc.property(wallMs, (at) => {
        const { grid } = statesAt(at)
        expect(grid?.voltageV).toBeGreaterThan(210)
        expect(grid?.voltageV).toBeLessThan(242)
        expect(Math.abs((grid?.frequencyHz ?? 0) - 50)).toBeLessThan(0.05)
      }),
    )
  })

  it('has currents that fit voltage, power and power factor', () => {
    const statesAt = circuitsOf()
    fc.assert(
      fc.property(wallMs, fc.constantFrom(...circuitNames), (at, name) => {
        const { voltageV = 0, currentA = 0, powerFactor = 0, activePowerW = 0 } = statesAt(at)[name] ?? {}
        expect(voltageV * currentA * powerFactor).toBeCloseTo(Math.abs(activePowerW), 6)
        expect(powerFactor).toBeGreaterThanOrEqual(0)
        expect(powerFactor).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('lives like a home: by the day, by the evening, by the season', () => {
    const [summer, winter] = [dayOf(Date.UTC(2026, 6, 7)), dayOf(Date.UTC(2026, 0, 7))]
    for (const day of [summer, winter]) {
      expect(day['house']).toBeGreaterThan(5)
      expect(day['house']).toBeLessThan(45)
      expect(day['fridge']).toBeGreaterThan(0.5)
      expect(day['fridge']).toBeLessThan(1.2)
      expect(day['kettle']).toBeGreaterThan(0.2)
    }
    expect(summer['solar'] ?? 0).toBeGreaterThan(2)
    expect(winter['heat_pump'] ?? 0).toBeGreaterThan(4 * (summer['heat_pump'] ?? 0))
  })

  it('peaks in the evening, and has no sun at night', () => {
    const watts = wattsOf()
    const mean = (name: string, fromHour: number, toHour: number) => {
      let [sum, count] = [0, 0]
      for (let day = 1; day <= 14; day++) {
        for (let hour = fromHour; hour < toHour; hour += 1 / 60, count++) sum += watts(Date.UTC(2026, 5, day) + hour * 3_600_000)[name] ?? 0
      }
      return sum / count
    }
    expect(mean('house', 17, 20)).toBeGreaterThan(2 * mean('house', 1, 4))
    expect(mean('solar', 23, 24)).toBe(0)
    expect(mean('solar', 9, 14)).toBeGreaterThan(150)
  })

  it('has the sun of its place', () => {
    const [north, south] = [50, -60].map((latitude) => solarOf({ latitude, longitude: 10 }))
    expect(north).toBeGreaterThan(3 * (south ?? 0))
  })

  it('goes dark while the mains fail', () => {
    const fromMs = Date.UTC(2026, 5, 8, 12)
    const statesAt = circuitsOf({ outages: [{ fromMs, toMs: fromMs + 60_000 }] })
    const voltages = [fromMs - 1, fromMs, fromMs + 59_999, fromMs + 60_000].map((at) => statesAt(at)['house']?.voltageV ?? 0)
    expect(voltages.map((voltage) => voltage > 200)).toEqual([true, false, false, true])
  })

  it('names its circuits to who asks for another', () => {
    expect(() => simulatedHouse().circuit('attic')).toThrow(ConfigError)
    expect(() => simulatedHouse().circuit('attic')).toThrow('no circuit attic, only house, grid, solar')
  })
})

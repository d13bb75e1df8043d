import { describe, expect, it } from 'vitest'
import { simulatedHouse } from '../../src/simulation/house.ts'
import { Metering, type MeteringState } from '../../src/simulation/metering.ts'
import { fakeClock } from '../support/fakeClock.ts'

/** What a meter with mains shows. */
function shown(metering: Metering): MeteringState {
  const state = metering.look()
  if (state === null) throw new Error('no mains')
  return state
}

describe('the simulated meters of one house', () => {
  it('agree in power and in energy, whenever each is looked at', async () => {
    const clock = fakeClock()
    const house = simulatedHouse({ exportLimitW: 0 })
    const meterOf = (name: string) => new Metering(house.circuit(name), clock, 0)
    const [grid, whole, solar] = [meterOf('grid'), meterOf('house'), meterOf('solar')]
    for (let minute = 0; minute < 55; minute++) {
      await clock.advance(59_000)
      if (minute % 7 === 0) solar.look()
      await clock.advance(1000)
      if (minute % 3 === 0) grid.look()
    }
    const [gridNow, houseNow, solarNow] = [shown(grid), shown(whole), shown(solar)]
    expect(gridNow.activePowerW).toBe(houseNow.activePowerW - solarNow.activePowerW)
    expect(gridNow.energyWh).toBeCloseTo(houseNow.energyWh - solarNow.energyWh, 6)
    expect(houseNow.energyWh).toBeGreaterThan(100)
  })

  it('make up for a long time quickly, in larger steps', async () => {
    const clock = fakeClock()
    let looks = 0
    const circuit = { at: () => (looks++, { voltageV: 230, currentA: 1, activePowerW: 100, powerFactor: 1, frequencyHz: 50 }) }
    const metering = new Metering(circuit, clock, 0)
    await clock.advance(30 * 86_400_000)
    expect(metering.look()?.energyWh).toBeCloseTo(72_000, 6)
    expect(looks).toBeLessThan(4000)
  })
})

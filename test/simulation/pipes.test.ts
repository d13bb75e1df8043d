import { describe, expect, it } from 'vitest'
import { gasFlowM3ph, waterFlowLpm } from '../../src/simulation/pipes.ts'

const dayMs = 86_400_000

/** What has flowed in so many days, in the unit of the flow times hours. */
function flowed(flow: (wallMs: number) => number, fromMs: number, days: number): number {
  let sum = 0
  for (let ms = 0; ms < days * dayMs; ms += 10_000) sum += (flow(fromMs + ms) * 10) / 3600
  return sum
}

describe('the pipes of the simulated house', () => {
  it('draw what a household does, never more than a main gives', () => {
    const litresADay = (flowed(waterFlowLpm, Date.UTC(2026, 5, 1), 14) * 60) / 14
    expect(litresADay).toBeGreaterThan(150)
    expect(litresADay).toBeLessThan(700)
    for (let ms = 0; ms < dayMs; ms += 10_000) expect(waterFlowLpm(ms)).toBeLessThan(15)
  })

  it('burn gas by the season', () => {
    const winter = flowed(gasFlowM3ph, Date.UTC(2026, 0, 10), 7) / 7
    const summer = flowed(gasFlowM3ph, Date.UTC(2026, 6, 10), 7) / 7
    expect(winter).toBeGreaterThan(6)
    expect(winter).toBeLessThan(25)
    expect(summer).toBeGreaterThan(0.3)
    expect(summer).toBeLessThan(2)
  })
})

import { describe, expect, it } from 'vitest'
import { currentClamp, voltageTransformer, type Input } from '../../src/simulation/frontEnd.ts'
import { Mains } from '../../src/simulation/mains.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { steadyCircuit } from '../support/steadyCircuit.ts'
import { fundamentalOf } from '../support/wholeCycles.ts'

const heater = { voltageV: 230, currentA: 10, activePowerW: 2300, powerFactor: 1 }

function installed(state: Parameters<typeof steadyCircuit>[0] = heater, lag = 0) {
  const circuit = steadyCircuit(state)
  return { circuit, lag, mains: new Mains(circuit, fakeClock()) }
}

/** Of two inputs: by how many degrees the first one is ahead. */
function aheadDegrees(input: Input, other: Input, harmonic = 1): number {
  const cycles = [input, other].map((each) => fundamentalOf((atUs) => each.voltsAt(atUs), 50 * harmonic, 2 * harmonic).cycles)
  const ahead = (cycles[0] ?? NaN) - (cycles[1] ?? NaN)
  return (ahead - Math.round(ahead)) * 360
}

const rms = (input: Input) => Math.sqrt(fundamentalOf((atUs) => input.voltsAt(atUs), 50).amplitude ** 2 / 2)

describe('a simulated voltage transformer', () => {
  it('gives the mains divided by its ratio, ahead by its lead', () => {
    const connection = installed()
    const plain = voltageTransformer({ ...connection, voltsPerVolt: 250, leadDegrees: 0 })
    expect(rms(plain)).toBeCloseTo(0.92, 3)
    expect(aheadDegrees(voltageTransformer({ ...connection, voltsPerVolt: 250, leadDegrees: 3.2 }), plain)).toBeCloseTo(3.2, 6)
  })
})

describe('a simulated current clamp', () => {
  const clampOf = (connection: ReturnType<typeof installed>, leadDegrees: number, ampsPerVolt = 100) =>
    currentClamp({ ...connection, ampsPerVolt, leadDegreesAt: () => leadDegrees })

  it('gives the current divided by its ratio', () => {
    expect(rms(clampOf(installed(), 0))).toBeCloseTo(0.1, 4)
  })

  it('leads by its phase at the fundamental, and by a third, a fifth, a seventh of it at the harmonics', () => {
    const connection = installed({ currentA: 5, activePowerW: 600, powerFactor: 0.52 })
    const [clamp, ideal] = [clampOf(connection, 2), clampOf(connection, 0)]
    const amplitude = (input: Input, harmonic: number) =>
      fundamentalOf((atUs) => input.voltsAt(atUs), 50 * harmonic, 2 * harmonic).amplitude
    for (const harmonic of [1, 3, 5, 7]) {
      expect(aheadDegrees(clamp, ideal, harmonic)).toBeCloseTo(2 / harmonic, 6)
      expect(amplitude(clamp, harmonic)).toBeCloseTo(amplitude(ideal, harmonic), 9)
    }
  })

  it('leads by more at low current where its phase depends on it, also when the load changes', () => {
    const connection = installed()
    const clamp = currentClamp({ ...connection, ampsPerVolt: 100, leadDegreesAt: (currentA) => (currentA < 1 ? 4 : 1) })
    const ideal = clampOf(connection, 0)
    expect(aheadDegrees(clamp, ideal)).toBeCloseTo(1, 6)
    connection.circuit.state = { ...connection.circuit.state, currentA: 0.5, activePowerW: 115 }
    ideal.voltsAt(1e6)
    expect(fundamentalOf((atUs) => clamp.voltsAt(1e6 + atUs), 50).cycles * 360).toBeCloseTo(4, 6)
  })

  it('stands upside down where its ratio is negative', () => {
    const connection = installed()
    expect(Math.abs(aheadDegrees(clampOf(connection, 0, -100), clampOf(connection, 0, 100)))).toBeCloseTo(180, 6)
  })

  it('lags with its conductor: a third of a cycle in the next phase, half a cycle on the other leg', () => {
    const connection = installed()
    const first = clampOf(connection, 0)
    expect(aheadDegrees(clampOf({ ...connection, lag: 1 / 3 }, 0), first)).toBeCloseTo(-120, 6)
    expect(clampOf({ ...connection, lag: 1 / 2 }, 0).voltsAt(3000)).toBeCloseTo(-first.voltsAt(3000), 9)
  })

  it('follows a load that is switched within a twentieth of a second', () => {
    const connection = installed()
    const clamp = clampOf(connection, 0)
    clamp.voltsAt(0)
    connection.circuit.state = { ...connection.circuit.state, currentA: 1, activePowerW: 230 }
    clamp.voltsAt(50_000)
    expect(fundamentalOf((atUs) => clamp.voltsAt(60_000 + atUs), 50).amplitude).toBeCloseTo(Math.SQRT2 / 100, 4)
  })
})

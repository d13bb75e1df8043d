import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CircuitState } from '../../src/simulation/circuit.ts'
import { setCurrent, setVoltage } from '../../src/simulation/circuitWave.ts'
import { simulatedHouse, circuitNames } from '../../src/simulation/house.ts'
import { Wave } from '../../src/simulation/wave.ts'
import { meanOverCycle } from '../support/wholeCycles.ts'

const state = (given: Partial<CircuitState>): CircuitState => ({
  voltageV: 230,
  currentA: 5,
  activePowerW: 920,
  powerFactor: 0.8,
  frequencyHz: 50,
  ...given,
})

function wavesOf(circuit: CircuitState) {
  const [voltage, current] = [new Wave(), new Wave()]
  setVoltage(voltage, circuit)
  setCurrent(current, circuit)
  const v = (cycles: number) => voltage.at(cycles)
  const i = (cycles: number) => current.at(cycles)
  return { v, i }
}

/** What an ideal meter measures of the waves. */
function measured(circuit: CircuitState) {
  const { v, i } = wavesOf(circuit)
  return {
    voltageV: Math.sqrt(meanOverCycle((x) => v(x) ** 2)),
    currentA: Math.sqrt(meanOverCycle((x) => i(x) ** 2)),
    activePowerW: meanOverCycle((x) => v(x) * i(x)),
  }
}

/** Amplitude of one harmonic, of its sine and of its cosine. */
const harmonicOf = (wave: (cycles: number) => number, harmonic: number) => ({
  sine: 2 * meanOverCycle((x) => wave(x) * Math.sin(2 * Math.PI * harmonic * x)),
  cosine: 2 * meanOverCycle((x) => wave(x) * Math.cos(2 * Math.PI * harmonic * x)),
})
const amplitudeOf = (wave: (cycles: number) => number, harmonic: number) => Math.hypot(...Object.values(harmonicOf(wave, harmonic)))

const near = (found: number, wanted: number, scale: number) => expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * scale)

describe("the waves of a simulated circuit, integrated, have the state's", () => {
  it('rms values and active power, whatever they are, fed in as well as taken', () => {
    const states = fc.record({
      voltageV: fc.double({ min: 80, max: 260, noNaN: true }),
      currentA: fc.double({ min: 0.001, max: 100, noNaN: true }),
      signedFactor: fc.double({ min: -1, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(states, ({ voltageV, currentA, signedFactor }) => {
        const activePowerW = voltageV * currentA * signedFactor
        const found = measured(state({ voltageV, currentA, activePowerW, powerFactor: Math.abs(signedFactor) }))
        near(found.voltageV, voltageV, voltageV)
        near(found.currentA, currentA, currentA)
        near(found.activePowerW, activePowerW, voltageV * currentA)
      }),
    )
  })

  it('rms values and active power, for every circuit of the house at any time', () => {
    const house = simulatedHouse()
    const wallMs = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) })
    fc.assert(
      fc.property(wallMs, fc.constantFrom(...circuitNames), (at, name) => {
        const circuit = house.circuit(name).at(at)
        const { activePowerW, currentA } = measured(circuit)
        near(activePowerW, circuit.activePowerW, 1000)
        near(currentA, circuit.currentA, 10)
      }),
    )
  })

  it('nothing, where nothing flows or the mains have failed', () => {
    expect(measured(state({ currentA: 0, activePowerW: 0, powerFactor: 0 })).currentA).toBe(0)
    const dark = state({ voltageV: 0, currentA: 0, activePowerW: 0, powerFactor: 0, frequencyHz: 0 })
    expect(measured(dark)).toEqual({ voltageV: 0, currentA: 0, activePowerW: 0 })
  })
})

describe('the waves of a simulated circuit', () => {
  it('have about 2 % of harmonics in the voltage, which rises through 0 where the cycle begins', () => {
    const { v } = wavesOf(state({}))
    const share = Math.hypot(...[3, 5, 7].map((harmonic) => amplitudeOf(v, harmonic))) / amplitudeOf(v, 1)
    expect(share).toBeGreaterThan(0.015)
    expect(share).toBeLessThan(0.025)
    expect(v(0)).toBeCloseTo(0, 9)
    expect(v(0.01)).toBeGreaterThan(0)
  })

  it('lag with an inductive current, forwards as well as backwards', () => {
    for (const activePowerW of [1000, -1000]) {
      const { sine, cosine } = harmonicOf(wavesOf(state({ activePowerW })).i, 1)
      expect(Math.sign(sine)).toBe(Math.sign(activePowerW))
      expect(cosine).toBeLessThan(-1)
    }
  })

  it('are like the voltage for a heater, upside down for the sun that is fed in', () => {
    const { v, i } = wavesOf(state({ currentA: 10, activePowerW: -2300, powerFactor: 1 }))
    for (const cycles of [0.1, 0.3, 0.77]) expect(i(cycles)).toBeCloseTo(-v(cycles) / 23, 9)
  })

  it('are the pulses of electronics at a low power factor, at the crest of the voltage', () => {
    const distorted = (powerFactor: number) => {
      const { i } = wavesOf(state({ activePowerW: 230 * 5 * powerFactor, powerFactor }))
      return amplitudeOf(i, 3) / amplitudeOf(i, 1)
    }
    expect(distorted(0.85)).toBeLessThan(0.02)
    expect(distorted(0.55)).toBeGreaterThan(0.5)
    const { i } = wavesOf(state({ activePowerW: 230 * 5 * 0.55, powerFactor: 0.55 }))
    const ofPulses = harmonicOf(i, 3)
    expect(ofPulses.sine).toBeLessThan(0)
  })

  it('have two halves that are alike', () => {
    const { i } = wavesOf(state({ activePowerW: 600, powerFactor: 0.52 }))
    for (const cycles of [0.02, 0.13, 0.31, 0.44]) expect(i(cycles + 0.5)).toBeCloseTo(-i(cycles), 9)
  })
})

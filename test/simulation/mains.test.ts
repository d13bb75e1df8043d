import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Mains, mainsOf } from '../../src/simulation/mains.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { steadyCircuit } from '../support/steadyCircuit.ts'

/** By how much two phases differ, in cycles: -0.5 to 0.5. */
const apart = (one: number, other: number) => one - other - Math.round(one - other)

describe("the phase of a simulated house's mains", () => {
  it('runs with the frequency of the circuit', () => {
    const mains = new Mains(steadyCircuit({ frequencyHz: 60 }), fakeClock())
    const start = mains.cyclesAt(1e9)
    expect(mains.cyclesAt(1e9 + 10_000) - start).toBeCloseTo(0.6, 9)
    expect(apart(mains.cyclesAt(1e9 + 1_005_000), start + 60.3)).toBeCloseTo(0, 9)
  })

  it('has no jump, whenever it is asked and however the frequency changes', () => {
    const steps = fc.array(fc.record({ us: fc.integer({ min: 1, max: 300_000 }), hertz: fc.double({ min: 45, max: 65, noNaN: true }) }), {
      minLength: 2,
      maxLength: 60,
    })
    fc.assert(
      fc.property(steps, (all) => {
        const circuit = steadyCircuit()
        const mains = new Mains(circuit, fakeClock())
        let atUs = 5e9
        for (const { us, hertz } of all) {
          const before = mains.cyclesAt(atUs)
          circuit.state = { ...circuit.state, frequencyHz: hertz }
          expect(Math.abs(apart(mains.cyclesAt(atUs + 1), before))).toBeLessThan(70e-6)
          atUs += us
        }
      }),
    )
  })

  it('follows a frequency that drifts: its integral over the time of the wires', () => {
    const circuit = steadyCircuit()
    const mains = new Mains(circuit, fakeClock())
    let expected = mains.cyclesAt(0)
    for (let second = 0; second < 20; second++) {
      circuit.state = { ...circuit.state, frequencyHz: 50 + 0.1 * second }
      for (let ms = 0; ms < 1000; ms += 50) mains.cyclesAt(second * 1e6 + ms * 1000)
      expected += 50 + 0.1 * second
    }
    expect(apart(mains.cyclesAt(20e6), expected)).toBeCloseTo(0, 6)
  })

  it('looks at the house 20 times a second of wire time, whatever time it is there', async () => {
    const clock = fakeClock()
    const mains = new Mains(steadyCircuit(), clock)
    mains.cyclesAt(0)
    const started = mains.step
    for (let us = 0; us < 1_000_000; us += 40) mains.cyclesAt(us)
    expect(mains.step - started).toBe(19)
    await clock.advance(7000)
    mains.cyclesAt(1_000_000)
    expect(mains.wallMs).toBe(clock.wallMs())
  })

  it('holds for a time a little earlier too, as another board asks for it', () => {
    const circuit = steadyCircuit({ frequencyHz: 49 })
    const mains = new Mains(circuit, fakeClock())
    mains.cyclesAt(0)
    const before = mains.cyclesAt(49_990)
    circuit.state = { ...circuit.state, frequencyHz: 65 }
    mains.cyclesAt(50_010)
    const { step } = mains
    expect(apart(mains.cyclesAt(49_990), before)).toBeCloseTo(0, 9)
    expect(mains.step).toBe(step)
  })

  it('keeps its pace while the mains are out', () => {
    const circuit = steadyCircuit({ frequencyHz: 51 })
    const mains = new Mains(circuit, fakeClock())
    const start = mains.cyclesAt(0)
    circuit.state = { voltageV: 0, currentA: 0, activePowerW: 0, powerFactor: 0, frequencyHz: 0 }
    mains.cyclesAt(60_000)
    expect(apart(mains.cyclesAt(200_000), start + 10.2)).toBeCloseTo(0, 9)
  })

  it('is one for all boards of a house, and another for another house', () => {
    const [clock, circuit] = [fakeClock(), steadyCircuit()]
    expect(mainsOf(clock, circuit)).toBe(mainsOf(clock, steadyCircuit()))
    expect(mainsOf(clock, circuit)).not.toBe(mainsOf(fakeClock(), circuit))
  })
})

import { array, assert, constantFrom, double, property, record, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitCurrent } from '../../../src/measure/calibration/fitCurrent.ts'
import { leadDegreesAt } from '../../../src/measure/power/phase.ts'
import { heater, readOf, reference, shown, type TestClamp } from './support/device.ts'

const inForce = { phase: 0, rangeA: 30 }
const between = (min: number, max: number) => double({ min, max, noNaN: true })
const gains = between(0.6, 1.8)
const leads = between(-5, 8)
const load = record({
  currentA: between(2, 25),
  voltageV: between(210, 250),
  noise: between(0.997, 1.003),
  angleNoise: between(-0.05, 0.05),
})

describe('a fit of a current channel', () => {
  it('finds gain and phase from heaters within their noise, and leaves no error', () => {
    assert(
      property(gains, leads, leads, array(load, { minLength: 1, maxLength: 6 }), (gain, lead, before, loads) => {
        const clamp = { gain, lead, inForce: before }
        const fit = fitCurrent(
          loads.map((each) => heater(clamp, each)),
          { ...inForce, phase: before },
        )
        expect(Math.abs((fit.gain ?? 0) / gain - 1)).toBeLessThan(0.004)
        expect(fit.phase).toBeTypeOf('number')
        expect(Math.abs(Number(fit.phase) - lead)).toBeLessThanOrEqual(0.05 + 1e-9)
        expect(fit.remaining).toHaveLength(2 * loads.length)
        for (const { afterPercent } of fit.remaining) expect(Math.abs(afterPercent)).toBeLessThan(0.8)
        expect(fit.warnings).toEqual([])
      }),
    )
  })

  it('finds a phase that falls with the current as a table by true current, whatever was in force', () => {
    const tables = constantFrom(0, 3, [
      { currentA: 1, leadDegrees: 2 },
      { currentA: 10, leadDegrees: 1 },
    ])
    assert(
      property(gains, between(0.5, 2), between(2, 6), tables, (gain, atHigh, more, phase) => {
        const clamp = {
          gain,
          lead: [1, 3, 10, 25].map((currentA) => ({ currentA, leadDegrees: atHigh + more / currentA })),
          inForce: phase,
        }
        const fit = fitCurrent(
          [1, 3, 10, 25].map((currentA) => heater(clamp, { currentA })),
          { ...inForce, phase },
        )
        expect(fit.gain).toBeCloseTo(gain, 6)
        expect(fit.phase).toBeInstanceOf(Array)
        for (const currentA of [1, 2, 3, 6, 10, 20, 25])
          expect(leadDegreesAt(fit.phase ?? 0, currentA)).toBeCloseTo(leadDegreesAt(clamp.lead, currentA), 5)
        for (const { afterPercent } of fit.remaining) expect(afterPercent).toBeCloseTo(0, 6)
      }),
    )
  })

  it('keeps a table in force, a little more or less of it, where the heaters agree', () => {
    const phase = [
      { currentA: 1, leadDegrees: 4 },
      { currentA: 10, leadDegrees: 2 },
    ]
    const lead = phase.map((point) => ({ ...point, leadDegrees: point.leadDegrees + 0.7 }))
    const fit = fitCurrent([heater({ gain: 1.1, lead, inForce: phase }, { currentA: 5 })], { ...inForce, phase })
    expect(fit.gain).toBeCloseTo(1.1, 9)
    for (const currentA of [1, 5, 10]) expect(leadDegreesAt(fit.phase ?? 0, currentA)).toBeCloseTo(leadDegreesAt(lead, currentA), 6)
  })

  it('takes heaters that scatter at one current as one angle, though their means differ', () => {
    const clamp = { gain: 1, lead: 2 }
    const points = [0, 0.6, -0.3, 0.3].map((angleNoise, index) => heater(clamp, { currentA: index < 2 ? 3 : 9, angleNoise }))
    expect(fitCurrent(points, inForce).phase).toBeCloseTo(2 - (3 * 0.6) / (2 * 3 + 2 * 9), 3)
  })

  it('takes one figure of one load: the current says the gain, and nothing of the phase', () => {
    const reading = readOf({ gain: 1.05, lead: 3 }, { currentA: 8 })
    const fit = fitCurrent([{ reference: reference({ currentA: shown(8) }), reading }], inForce)
    expect(fit).toMatchObject({ phase: null, warnings: [] })
    expect(fit.gain).toBeCloseTo(1.05, 9)
    expect(fit.remaining[0]?.beforePercent).toBeCloseTo(100 / 1.05 - 100, 9)
  })

  it('takes a heater without any figure: it says the phase, and nothing of the gain', () => {
    const fit = fitCurrent([{ reference: reference({ heater: true }), reading: readOf({ gain: 1.05, lead: 3 }, { currentA: 8 }) }], inForce)
    expect(fit).toMatchObject({ gain: null, remaining: [], warnings: [] })
    expect(fit.phase).toBeCloseTo(3, 9)
  })

  it('takes the power of any load for the gain, once a heater has told the phase', () => {
    assert(
      property(gains, leads, tuple(between(-60, 60), between(3, 20)), (gain, lead, [lagDegrees, currentA]) => {
        const clamp = { gain, lead }
        const powerW = 230 * currentA * Math.cos((lagDegrees * Math.PI) / 180)
        const motor = { reference: reference({ activePowerW: shown(powerW) }), reading: readOf(clamp, { currentA, lagDegrees }) }
        const kettle = { reference: reference({ heater: true }), reading: readOf(clamp, { currentA: 9 }) }
        const fit = fitCurrent([motor, kettle], inForce)
        expect(fit.gain).toBeCloseTo(gain, 6)
        expect(fit.remaining[0]?.afterPercent).toBeCloseTo(0, 6)
      }),
    )
  })

  it('lets a certain reference count more than an uncertain one', () => {
    const clamp = { gain: 1, lead: 0 }
    const point = (currentA: number, digit: number, noise: number) => ({
      reference: reference({ currentA: shown(currentA, digit) }),
      reading: readOf(clamp, { currentA, noise }),
    })
    const fit = fitCurrent([point(20, 0.01, 1), point(1, 0.1, 1 / 1.05)], inForce)
    expect(fit.gain).toBeCloseTo(1, 3)
    expect(fit.gain).not.toBeCloseTo(1, 5)
  })

  it('has nothing to say without points', () => {
    expect(fitCurrent([], inForce)).toEqual({ gain: null, phase: null, remaining: [], warnings: [] })
  })
})

describe('what is doubtful in a fit of a current channel', () => {
  const good: TestClamp = { gain: 1, lead: 1 }

  it('is a reference that is too small', () => {
    const points = [
      heater(good, { currentA: 20 }),
      { reference: reference({ currentA: shown(0.2, 0.1) }), reading: readOf(good, { currentA: 0.2 }) },
    ]
    expect(fitCurrent(points, inForce).warnings).toEqual([
      'point 2: 0.2 A is uncertain by 29 %, too much to calibrate with: take a greater load, or a meter with more digits',
    ])
  })

  it('are references that contradict each other, by how much', () => {
    const points = [heater(good, { currentA: 10 }), heater({ ...good, gain: 1.1 }, { currentA: 10 })]
    const { warnings } = fitCurrent(points, inForce)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/^the references contradict each other: the current of point 1 stays \+4\.\d % off, the power of point 1 /)
  })

  it('is a current and a power of one heater that want different gains: the voltage is off', () => {
    const reading = { ...readOf(good, { currentA: 10, voltageV: 240 }) }
    const point = { reference: reference({ currentA: shown(10), activePowerW: shown(2200), voltageV: shown(220), heater: true }), reading }
    expect(fitCurrent([point], inForce).warnings).toEqual([
      'point 1: our voltage, 240.0 V, is 9.1 % too high: calibrate the voltage first',
      'the references contradict each other: the current of point 1 stays -4.4 % off, the power of point 1 stays +4.3 % off: did the load change in between, or is the voltage not calibrated?',
    ])
  })

  it.each([0.3, 2.4])('is a gain of %f, which is another clamp or burden', (gain) => {
    const [sentence] = fitCurrent([heater({ gain, lead: 1 }, { currentA: 10 })], inForce).warnings
    expect(sentence).toMatch(/^the factor .* is more than a clamp's tolerance: its transformer or burden in the settings is another one$/)
  })

  it('is a clamp the wrong way round: gain and phase are fitted all the same', () => {
    assert(
      property(gains, leads, (gain, lead) => {
        const fit = fitCurrent([heater({ gain, lead, reversed: true }, { currentA: 10 })], inForce)
        expect(fit.gain).toBeCloseTo(gain, 6)
        expect(fit.phase).toBeCloseTo(lead, 6)
        expect(fit.warnings[0]).toMatch(/^the power has the wrong sign: turn the clamp round, or set invert/)
      }),
    )
  })

  it('is not a load that feeds in where the reference says so', () => {
    const point = { reference: reference({ activePowerW: shown(-2000) }), reading: readOf(good, { currentA: 9, lagDegrees: 180 }) }
    expect(fitCurrent([point], inForce).warnings).toEqual([])
  })

  it('is a heater that is none, which says nothing of the phase', () => {
    const fit = fitCurrent([heater(good, { currentA: 10, lagDegrees: 40 })], inForce)
    expect(fit.phase).toBeNull()
    expect(fit.warnings[0]).toMatch(/^point 1: a heater has the power factor 1, this load has not \(power factor 0\.78\)/)
  })

  it('is a power that is only estimated or unknown: the current alone counts', () => {
    const { reference: asked, reading } = heater({ gain: 1.2, lead: 1 }, { currentA: 10 })
    const estimated = fitCurrent([{ reference: asked, reading: { ...reading, estimated: true } }], inForce)
    expect(estimated).toMatchObject({ phase: null, remaining: [{ quantity: 'current' }] })
    expect(estimated.warnings).toEqual(['point 1: our power is only estimated, without a voltage measured here: the current alone counts'])
    const unknown = { ...reading, voltageV: null, activePowerW: null, reactivePowerVar: null, apparentPowerVa: null, powerFactor: null }
    expect(fitCurrent([{ reference: asked, reading: unknown }], inForce).warnings).toEqual([
      'point 1: our power is unknown, for want of a voltage: the current alone counts',
    ])
  })

  it('is a clamp that shows nothing: no gain is fitted', () => {
    const fit = fitCurrent([{ reference: reference({ currentA: shown(10) }), reading: readOf(good, { currentA: 0.01 }) }], inForce)
    expect(fit.gain).toBeNull()
    expect(fit.warnings[0]).toMatch(/^next to nothing is read while the reference shows a load/)
  })
})

import { array, assert, double, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitVoltage } from '../../../src/measure/calibration/fitVoltage.ts'
import { reference, shown } from './support/device.ts'

const point = (shownV: number, voltageV: number | null) => ({
  reference: reference({ voltageV: shown(shownV, 0.1) }),
  reading: { kind: 'voltage' as const, voltageV, frequencyHz: 50 },
})
const between = (min: number, max: number) => double({ min, max, noNaN: true })

describe('a fit of a voltage channel', () => {
  it('finds the factor within the noise of the readings', () => {
    assert(
      property(between(0.6, 1.8), array(tuple(between(210, 250), between(0.999, 1.001)), { minLength: 1 }), (gain, shownV) => {
        const fit = fitVoltage(shownV.map(([voltageV, noise]) => point(voltageV, (voltageV / gain) * noise)))
        expect(Math.abs((fit.gain ?? 0) / gain - 1)).toBeLessThanOrEqual(0.0011)
        expect(fit).toMatchObject({ phase: null, warnings: [] })
        for (const { afterPercent } of fit.remaining) expect(Math.abs(afterPercent)).toBeLessThan(0.25)
      }),
    )
  })

  it('says what was and what remains of each point', () => {
    const [first, second] = fitVoltage([point(230, 210), point(232, 212)]).remaining
    expect(first).toMatchObject({ point: 0, quantity: 'voltage', reference: 230, ours: 210 })
    expect(first?.beforePercent).toBeCloseTo(-8.7, 1)
    expect(Math.abs(second?.afterPercent ?? 1)).toBeLessThan(0.05)
  })

  it('doubts references that contradict each other, and a factor beyond any tolerance', () => {
    expect(fitVoltage([point(230, 230), point(230, 250)]).warnings[0]).toMatch(/^the references contradict each other/)
    expect(fitVoltage([point(230, 12)]).warnings).toEqual([
      "the factor 19.2 is more than a transformer's tolerance: the calibration in the settings is that of another one",
    ])
  })

  it('has nothing to fit where no voltage is found', () => {
    expect(fitVoltage([point(230, null)])).toEqual({
      gain: null,
      phase: null,
      remaining: [],
      warnings: ['point 1: no voltage was found on the channel: is its transformer plugged in?'],
    })
  })
})

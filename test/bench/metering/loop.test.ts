import { describe, expect, it } from 'vitest'
import { loopOf } from '../../../bench/metering/loop.ts'
import type { Recording } from '../../../bench/metering/recording.ts'
import { referenceOf } from '../../../bench/metering/reference.ts'

const rateHz = 6400
const turn = 2 * Math.PI

/** A current that lags by 60 degrees and has a third harmonic that carries nothing. */
function recording(hertz: number, { seconds = 1, noiseV = 0, meanV = 0 } = {}): Recording {
  const cycles = (i: number) => (hertz * i) / rateHz + 0.3
  const length = seconds * rateHz
  return {
    name: 'motor',
    rateHz,
    voltageV: Float64Array.from({ length }, (_, i) => meanV + 325 * Math.sin(turn * cycles(i)) + noiseV * (((i * 7919) % 13) / 6 - 1)),
    currentA: Float64Array.from({ length }, (_, i) => 4 * Math.sin(turn * (cycles(i) - 1 / 6)) + 3 * Math.sin(turn * 3 * cycles(i))),
  }
}

describe('the loop of a recording', () => {
  it.each([49.9, 50, 50.03, 60.02])('is all of its whole cycles, however long they are: %s Hz', (hertz) => {
    const { cycles, lengthUs } = loopOf(recording(hertz))
    expect(lengthUs / cycles).toBeCloseTo(1e6 / hertz, 1)
    expect(cycles).toBeGreaterThanOrEqual(Math.floor(hertz) - 2)
  })

  it('goes on where it began', () => {
    const { voltageV, currentA, lengthUs } = loopOf(recording(49.93))
    for (const curve of [voltageV, currentA]) expect(curve.at(lengthUs - 1)).toBeCloseTo(2 * curve.at(0) - curve.at(1), 2)
  })

  it('counts a crossing once however noisy it is', () => {
    const { cycles, lengthUs } = loopOf(recording(50, { noiseV: 40 }))
    expect(1e6 / (lengthUs / cycles)).toBeCloseTo(50, 1)
  })

  it('has no direct part', () => {
    const { voltageV } = loopOf(recording(50, { meanV: 3 }))
    expect(voltageV.points.reduce((sum, value) => sum + value, 0) / voltageV.points.length).toBeCloseTo(0, 9)
  })

  it('tells where there is no cycle', () => {
    expect(() => loopOf(recording(0.1))).toThrow('motor: no whole cycle of the voltage is in it')
  })
})

describe('the reference of a loop', () => {
  it.each([49.93, 50, 60.02])('is what was recorded, at %s Hz', (hertz) => {
    const reference = referenceOf(loopOf(recording(hertz)))
    expect(reference.vrmsV).toBeCloseTo(325 / Math.SQRT2, 2)
    expect(reference.irmsA).toBeCloseTo(5 / Math.SQRT2, 4)
    expect(reference.activeW).toBeCloseTo((325 * 4 * 0.5) / 2, 1)
    expect(reference.powerFactor).toBeCloseTo(0.4, 5)
  })
})

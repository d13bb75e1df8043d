import { describe, expect, test } from 'vitest'
import { SimulatedMotor } from '../../../src/drivers/gauges/motor.ts'

/** A motor with its coils on, and time for it. */
class Bench {
  readonly motor: SimulatedMotor
  atUs = 500_000

  constructor(startSteps: number) {
    this.motor = new SimulatedMotor({ startSteps })
    this.motor.set('reset', 1, 0)
  }

  drive(up: boolean, delaysUs: readonly number[]): this {
    this.motor.set('dir', up ? 0 : 1, this.atUs)
    for (const delayUs of delaysUs) {
      this.atUs += delayUs
      this.motor.set('step', 1, this.atUs)
      this.motor.set('step', 0, this.atUs + 5)
    }
    return this
  }

  /** Once it rests. */
  get lost(): number {
    this.atUs += 500_000
    return this.motor.lostSteps(this.atUs)
  }

  get position(): number {
    this.atUs += 500_000
    return this.motor.positionSteps(this.atUs)
  }
}

const knownGoodUs = (step: number) => {
  if (step < 20) return 800
  if (step < 50) return 400
  if (step < 100) return 200
  return step < 150 ? 150 : 139
}
const conservativeUs = (step: number) => Math.max(300, 3000 - (2700 * step) / 800)
const ramped = (steps: number, delayUs: (step: number) => number) =>
  Array.from({ length: steps }, (_, step) => Math.round(Math.max(delayUs(step), delayUs(steps - 1 - step))))
const steady = (steps: number, stepsPerS: number) => Array.from({ length: steps }, () => Math.round(1e6 / stepsPerS))
/** At once at full speed; only its end is gentle. */
const abrupt = (steps: number, stepsPerS: number) =>
  Array.from({ length: steps }, (_, step) => Math.round(Math.max(1e6 / stepsPerS, knownGoodUs(steps - 1 - step))))

describe('the motor', () => {
  test.each([
    ['known to be good', knownGoodUs],
    ['known to be good, a quarter faster', (step: number) => knownGoodUs(step) * 0.75],
    ['of the cautious', conservativeUs],
  ])('follows the ramp %s, up and down', (_, delayUs) => {
    const bench = new Bench(48).drive(true, ramped(3600, delayUs))
    expect([bench.lost, bench.position]).toEqual([0, 3648])
    expect([bench.drive(false, ramped(3600, delayUs)).lost, bench.position]).toEqual([0, 48])
  })

  test.each([1, 20, 63, 100, 400, 1250, 3000])('starts and stops at %i steps/s', (stepsPerS) => {
    expect(new Bench(0).drive(true, steady(200, stepsPerS)).lost).toBe(0)
  })

  test.each([4000, 5000, 7200])('does not start at %i steps/s', (stepsPerS) => {
    const bench = new Bench(0).drive(true, abrupt(1500, stepsPerS))
    expect(bench.lost).toBeGreaterThanOrEqual(24)
    expect(bench.motor.turnsSlipped(bench.atUs)).toBe(bench.lost / 24)
  })

  test.each([5000, 7200])('does not stop dead at %i steps/s', (stepsPerS) => {
    expect(new Bench(0).drive(true, abrupt(1500, stepsPerS).toReversed()).lost).toBeLessThanOrEqual(-24)
  })

  test('slips by whole turns where the field goes on against a stop', () => {
    const bench = new Bench(24).drive(false, steady(96, 200))
    expect([bench.position, bench.lost, bench.motor.turnsSlipped(bench.atUs)]).toEqual([0, -72, -3])
    bench.motor.recount(bench.atUs)
    expect(bench.drive(true, steady(30, 200)).lost).toBe(0)
    expect(bench.position).toBe(30)
  })

  test('does not pass its upper stop', () => expect(new Bench(3768).drive(true, steady(72, 200)).position).toBeLessThanOrEqual(3780))

  test.each([
    [100, 96],
    [109, 120],
    [5, 0],
    [3779, 3768],
  ])('with its coils on falls from %i steps into the field at %i', (startSteps, expected) =>
    expect(new Bench(startSteps).position).toBe(expected),
  )

  test('without RESET stays where it is, whatever comes', () => {
    const bench = new Bench(96)
    bench.drive(true, steady(7, 200))
    bench.motor.set('reset', 0, bench.atUs + 100_000)
    bench.atUs += 200_000
    expect(bench.drive(true, steady(50, 200)).position).toBe(103)
    bench.motor.set('reset', 1, bench.atUs)
    expect(bench.position).toBe(96)
  })

  test('takes no step from a pulse that is too short, or from one that comes with DIR', () => {
    const bench = new Bench(0)
    bench.motor.set('dir', 1, bench.atUs)
    bench.motor.set('step', 1, bench.atUs)
    bench.motor.set('step', 0, bench.atUs + 5)
    bench.motor.set('step', 1, bench.atUs + 5)
    bench.atUs += 10
    expect(bench.position).toBe(0)
  })

  test('turns the other way where it is wired so', () => {
    const motor = new SimulatedMotor({ startSteps: 48, inverted: true })
    motor.set('reset', 1, 0)
    motor.set('dir', 0, 1)
    motor.set('step', 1, 500_000)
    expect(motor.positionSteps(1_000_000)).toBe(47)
  })
})

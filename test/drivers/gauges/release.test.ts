import { assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clearOfHalfTurn, nearestBeginSteps } from '../../../src/drivers/gauges/field.ts'
import { travelSteps } from '../../../src/drivers/gauges/scale.ts'
import { ask, fourGauges, oneGauge, onMotors, stopped } from './onMotors.ts'

const resetPin = 26

describe('the current of the coils', () => {
  test('is taken off after a rest, and given back for the next target', async () => {
    const hall = onMotors(`${fourGauges}release: 5s`)
    const run = await hall.started()
    ask(run, 'solar', 4000)
    await hall.clock.advance(5_000)
    expect(hall.levels.get(resetPin)).toBe(1)
    await hall.clock.advance(3_000)
    expect(hall.levels.get(resetPin)).toBe(0)
    ask(run, 'grid', 4000)
    await hall.clock.advance(3_000)
    expect(hall.levels.get(resetPin)).toBe(1)
    expect(hall.rotors()).toEqual([1857, 3657, 0, 0])
    expect(run.part('solar').values).toMatchObject({ value: 4000 })
  })

  test('is taken off as well where there never was anything to do', async () => {
    const hall = onMotors(oneGauge('', 'reset: 26, release: 5s, homing: { at_start: never }'), { startSteps: [0] })
    hall.run()
    await hall.clock.advance(4_000)
    expect(hall.levels.get(resetPin)).toBe(1)
    await hall.clock.advance(3_000)
    expect(hall.levels.get(resetPin)).toBe(0)
  })

  test('is always there without a release', async () => {
    const hall = onMotors()
    await hall.started()
    await hall.clock.advance(3_600_000)
    expect(hall.levels.get(resetPin)).toBe(1)
  })

  test('may come and go many times at any place, and the needle does not drift', async () => {
    const hall = onMotors(oneGauge('', 'reset: 26, release: 1s'))
    const run = await hall.started()
    for (const steps of [12, 1092, 13, 11, 1884, 3588, 60, 2412, 1260, 3600, 36, 0, 2400]) {
      ask(run, 'solar', steps / 12)
      await hall.clock.advance(4_000)
      expect(hall.levels.get(resetPin)).toBe(0)
      expect(hall.rotors()).toEqual([clearOfHalfTurn(steps)])
      expect(Math.abs(clearOfHalfTurn(steps) - steps)).toBeLessThanOrEqual(3)
    }
  })

  test.each(['home', 'test'])('comes back for the button %s, and for the end', async (entity) => {
    const hall = onMotors(oneGauge('', 'reset: 26, release: 1s'))
    const run = await hall.started()
    ask(run, 'solar', 100)
    await hall.clock.advance(5_000)
    run.ask({ entity })
    await hall.clock.advance(200)
    expect(hall.levels.get(resetPin)).toBe(1)
    await hall.clock.advance(8_000)
    expect([hall.rotors(), hall.levels.get(resetPin)]).toEqual([[1200], 0])
    await stopped(hall, run)
    expect([hall.rotors(), hall.levels.get(resetPin)]).toEqual([[0], 0])
  })

  test('comes back while a target is taken back again', async () => {
    const hall = onMotors(oneGauge('', 'reset: 26, release: 1s'))
    const run = await hall.started()
    ask(run, 'solar', 100)
    await hall.clock.advance(5_000)
    ask(run, 'solar', 110)
    await hall.clock.advance(3)
    ask(run, 'solar', 100)
    await hall.clock.advance(5_000)
    expect([hall.rotors(), hall.levels.get(resetPin)]).toEqual([[1200], 0])
  })
})

test('from every place that is clear of half a turn it is certain where the rotor turns to', () => {
  assert(
    property(integer({ min: 0, max: travelSteps }), integer({ min: -2, max: 2 }), (steps, off) => {
      const clear = clearOfHalfTurn(steps)
      expect(clear).toBeLessThanOrEqual(travelSteps)
      expect(Math.abs(clear - steps)).toBeLessThanOrEqual(5)
      expect(nearestBeginSteps(clear + off)).toBe(nearestBeginSteps(clear))
    }),
  )
})

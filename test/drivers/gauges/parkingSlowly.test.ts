import { describe, expect, test } from 'vitest'
import { clearOfHalfTurn } from '../../../src/drivers/gauges/field.ts'
import { ask, oneGauge, onMotors, stopped } from './onMotors.ts'

describe('needles that cannot be parked in time', () => {
  const slow = 'reset: 26, speed: 10deg/s, acceleration: 100deg/s²'
  test.each([0, 1, 2, 3, 4, 5])('come to rest where they are, where it is certain how they will be found: %i', async (n) => {
    const hall = onMotors(oneGauge('', slow))
    const run = await hall.started()
    ask(run, 'solar', 200 + n / 3)
    await hall.clock.advance(30_000)
    expect(await stopped(hall, run)).toBeLessThan(5_000)
    const [left = 0] = hall.rotors()
    expect(left).toBeGreaterThan(1_800)
    expect(clearOfHalfTurn(left)).toBe(left)
    expect(hall.memory.kept).toMatchObject({ positionsSteps: { 'step 17, dir 4': left } })
  })

  test('leave a sweep', async () => {
    const hall = onMotors(oneGauge('', 'acceleration: 100deg/s²'))
    const run = await hall.started()
    run.ask({ entity: 'test' })
    await hall.clock.advance(500)
    expect(await stopped(hall, run)).toBeLessThan(2_500)
    expect(hall.rotors()).toEqual([0])
  })

  test.each([0, 500, 1_000, 1_500, 1_700, 2_500])(
    'brake in time from a fast motion with a low acceleration, %i ms after its begin',
    async (ms) => {
      const hall = onMotors(oneGauge('', 'speed: 600deg/s, acceleration: 100deg/s²'))
      const run = await hall.started()
      ask(run, 'solar', 300)
      await hall.clock.advance(ms)
      expect(await stopped(hall, run)).toBeLessThan(6_000)
      expect(hall.memory.kept).toMatchObject({ positionsSteps: { 'step 17, dir 4': hall.rotors()[0] } })
    },
  )

  test('that look for their stops slowly are looked for again', async () => {
    const hall = onMotors(oneGauge('', 'homing: { speed: 10deg/s }'), { startSteps: [3000] })
    const run = hall.run()
    await hall.clock.advance(3_000)
    expect(await stopped(hall, run)).toBeLessThan(5_000)
    expect(hall.memory.kept).toMatchObject({ positionsSteps: {} })
    expect(hall.rotors()[0]).toBeGreaterThan(2_000)
  })

  test('and damped ones do not dawdle', async () => {
    const hall = onMotors(oneGauge('smoothing: 10s'))
    const run = await hall.started()
    ask(run, 'solar', 200)
    await hall.clock.advance(60_000)
    expect(await stopped(hall, run)).toBeLessThan(1_500)
    expect(hall.rotors()).toEqual([0])
  })
})

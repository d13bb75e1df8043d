import { describe, expect, test } from 'vitest'
import type { TestRun } from '../../support/testLine.ts'
import { ask, oneGauge, onMotors, stopped } from './onMotors.ts'

const range = (run: TestRun, entity: 'range_min' | 'range_max', value: number) => run.part('solar').ask({ entity, value })
const target = (run: TestRun) => run.part('solar').rows['target']

describe('a range that is changed while it runs', () => {
  test('turns the needle to the new place of its value, without leaving the dial', async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    ask(run, 'solar', 200)
    await hall.clock.advance(1_500)
    range(run, 'range_max', 400)
    const seen: number[] = []
    for (let n = 0; n < 150; n++) {
      await hall.clock.advance(10)
      seen.push(...hall.seen())
    }
    expect(hall.rotors()).toEqual([1800])
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(1_795)
    expect(Math.max(...seen)).toBeLessThanOrEqual(2_405)
    range(run, 'range_min', -400)
    await hall.clock.advance(1_500)
    expect(hall.rotors()).toEqual([2700])
    expect(run.part('solar').values).toMatchObject({ value: 200, target: 200, range_min: -400, range_max: 400 })
  })

  test('moves the limits of the target and of its own ends', async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    expect(target(run)).toMatchObject({ min: 0, max: 300 })
    range(run, 'range_max', 50)
    range(run, 'range_min', 10)
    await hall.clock.advance(100)
    expect(target(run)).toMatchObject({ min: 10, max: 50 })
    expect(run.part('solar').rows['range_min']).toMatchObject({ max: 49.9 })
    expect(run.part('solar').rows['range_max']).toMatchObject({ min: 10.1 })
  })

  test('leaves the target to the user, also beyond it', async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    ask(run, 'solar', 200)
    range(run, 'range_max', 100)
    await hall.clock.advance(2_000)
    expect(run.part('solar').values).toMatchObject({ value: 100, target: 200 })
    expect(run.part('solar').attributes['value']).toMatchObject({ beyond_the_scale: 'above' })
    expect(hall.rotors()).toEqual([3600])
    range(run, 'range_max', 300)
    await hall.clock.advance(2_000)
    expect(hall.rotors()).toEqual([2400])
  })

  test.each([
    ['range_min', 300],
    ['range_min', 301],
    ['range_max', 0],
    ['range_max', -5],
  ] as const)('is refused where %s is %i, and nothing changes', async (entity, value) => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    ask(run, 'solar', 100)
    range(run, entity, value)
    await hall.clock.advance(1_500)
    const [min, max] = entity === 'range_min' ? [value, 300] : [0, value]
    expect(run.log).toEqual([`warn the scale of solar cannot run from ${min} to ${max}: where it ends is more than where it begins`])
    expect(run.part('solar').values).toMatchObject({ value: 100, range_min: 0, range_max: 300 })
    expect(target(run)).toMatchObject({ min: 0, max: 300 })
    expect(hall.rotors()).toEqual([1200])
  })
})

describe('after a restart', () => {
  const changed = async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    range(run, 'range_max', 600)
    ask(run, 'solar', 100)
    await hall.clock.advance(1_500)
    await stopped(hall, run)
    return hall.memory
  }

  test('the range is the user’s', async () => {
    const hall = onMotors(oneGauge(), { memory: await changed(), startSteps: [0] })
    const run = hall.run()
    await hall.clock.advance(0)
    expect(target(run)).toMatchObject({ min: 0, max: 600 })
    await hall.clock.advance(5_000)
    expect(hall.rotors()).toEqual([600])
    expect(run.part('solar').values).toMatchObject({ value: 100, range_max: 600 })
  })

  test('it is the settings’, where those have another one than before', async () => {
    const settings = oneGauge().replace('max: 300', 'max: 150')
    const hall = onMotors(settings, { memory: await changed(), startSteps: [0] })
    const run = await hall.started()
    expect(target(run)).toMatchObject({ min: 0, max: 150 })
    expect(hall.rotors()).toEqual([2400])
    expect(run.part('solar').values).toMatchObject({ value: 100, target: 100, range_max: 150 })
  })

  test('it is that of the table, where the settings have one now', async () => {
    const points = 'points: [{ value: 0, at: 0deg }, { value: 300, at: 150deg }]'
    const hall = onMotors(oneGauge().replace('min: 0, max: 300', points), { memory: await changed(), startSteps: [0] })
    const run = await hall.started()
    expect(target(run)).toMatchObject({ min: 0, max: 300 })
    expect(hall.rotors()).toEqual([600])
  })
})

import { expect, test } from 'vitest'
import { ask, fourGauges, oneGauge, onMotors, stopped } from './onMotors.ts'

const warning = 'warn the program was held up while the needles moved: they may be anywhere, and look for their stops again'

test.each([150, 250, 400])(
  'a program that was held up %i ms after the needles began to move looks for all stops again',
  async (afterMs) => {
    const hall = onMotors()
    const run = await hall.started()
    ask(run, 'solar', 8000)
    ask(run, 'price', 25)
    await hall.clock.advance(afterMs)
    hall.holdUp(700)
    await hall.clock.advance(100)
    expect(run.part('grid').values['value']).toBeNull()
    expect(run.part('solar').values['value']).toBeNull()
    await hall.clock.advance(6_000)
    expect(hall.rotors()).toEqual([3660, 0, 0, 1860])
    expect(run.part('solar').values).toMatchObject({ value: 8000 })
    expect(run.log).toEqual([warning])
  },
)

test('held up a little, less than what is given out ahead, nothing is lost', async () => {
  const hall = onMotors()
  const run = await hall.started()
  ask(run, 'solar', 8000)
  for (let n = 0; n < 20; n++) {
    await hall.clock.advance(20)
    hall.holdUp(50)
  }
  await hall.clock.advance(2_000)
  expect([hall.rotors(), run.log]).toEqual([[3660, 0, 0, 0], []])
})

test('held up at rest, nothing is lost', async () => {
  const hall = onMotors()
  const run = await hall.started()
  ask(run, 'solar', 8000)
  await hall.clock.advance(2_000)
  hall.holdUp(5_000)
  ask(run, 'solar', 4000)
  await hall.clock.advance(2_000)
  expect([hall.rotors(), run.log]).toEqual([[1860, 0, 0, 0], []])
})

test('held up while they look for their stops, slowly enough to stop dead, they go on', async () => {
  const hall = onMotors(oneGauge(), { startSteps: [3000] })
  const run = hall.run()
  await hall.clock.advance(1_000)
  hall.holdUp(700)
  ask(run, 'solar', 100)
  await hall.clock.advance(6_000)
  expect([hall.rotors(), run.log]).toEqual([[1200], []])
})

test('held up while they look for their stops faster than that, they begin anew', async () => {
  const hall = onMotors(oneGauge('', 'homing: { speed: 250deg/s }'), { startSteps: [3000] })
  const run = hall.run()
  await hall.clock.advance(700)
  hall.holdUp(700)
  ask(run, 'solar', 100)
  await hall.clock.advance(6_000)
  expect([hall.rotors(), run.log]).toEqual([[1200], [warning]])
})

test('held up again and again where no needle moves faster than it can stop dead, nothing is lost', async () => {
  const hall = onMotors(fourGauges, { exact: false })
  const run = await hall.started()
  ask(run, 'solar', 8000)
  ask(run, 'grid', 1000)
  for (let n = 0; n < 10; n++) {
    await hall.clock.advance(300)
    hall.holdUp(200)
  }
  await hall.clock.advance(3_000)
  expect([hall.rotors(), run.log]).toEqual([[3660, 2310, 0, 0], []])
})

test('held up in a slow sweep, it is swept to the end', async () => {
  const hall = onMotors(oneGauge(), { exact: false })
  const run = await hall.started()
  run.ask({ entity: 'test' })
  await hall.clock.advance(500)
  hall.holdUp(200)
  await hall.clock.advance(3_000)
  expect(Math.max(...hall.seen())).toBeGreaterThan(2_900)
  await hall.clock.advance(6_000)
  expect([hall.rotors(), run.log]).toEqual([[0], []])
})

test('held up while it ends, it still ends in time, and knows what it knows', async () => {
  const hall = onMotors(oneGauge())
  const run = await hall.started()
  ask(run, 'solar', 300)
  await hall.clock.advance(2_000)
  run.stop()
  await hall.clock.advance(300)
  hall.holdUp(700)
  expect(await stopped(hall, run)).toBeLessThan(5_700)
  const again = onMotors(oneGauge('', 'reset: 26'), { memory: hall.memory, startSteps: hall.rotors() })
  ask(await again.started(), 'solar', 100)
  await again.clock.advance(1_500)
  expect(again.rotors()).toEqual([1200])
})

import { expect, test } from 'vitest'
import { ask, oneGauge, onMotors, type Hall } from './onMotors.ts'

/** How far each needle went while so long passed. */
async function reached(hall: Hall, forMs: number): Promise<{ lowest: number; highest: number }[]> {
  const ends = hall.seen().map((at) => ({ lowest: at, highest: at }))
  for (let passedMs = 0; passedMs < forMs; passedMs += 10) {
    await hall.clock.advance(10)
    for (const [index, at] of hall.seen().entries()) {
      const end = ends[index]
      if (end !== undefined) Object.assign(end, { lowest: Math.min(end.lowest, at), highest: Math.max(end.highest, at) })
    }
  }
  return ends
}

test('the test button shows both ends of every dial and comes back, while the values stay', async () => {
  const hall = onMotors()
  const run = await hall.started()
  ask(run, 'solar', 4000)
  await hall.clock.advance(1_500)
  run.ask({ entity: 'test' })
  for (const { lowest, highest } of await reached(hall, 4_000)) {
    expect(lowest).toBeLessThanOrEqual(62)
    expect(highest).toBeGreaterThanOrEqual(3658)
  }
  expect(hall.rotors()).toEqual([1860, 0, 0, 0])
  expect(new Set(run.part('solar').reports.map(({ value }) => value))).toEqual(new Set([null, 4000]))
})

test.each([10, 50, 200, 400])(
  'pressed %i ms after a needle began to move it sweeps, and the needle ends where it was sent',
  async (afterMs) => {
    const hall = onMotors()
    const run = await hall.started()
    ask(run, 'solar', 8000)
    ask(run, 'grid', 0)
    await hall.clock.advance(afterMs)
    run.ask({ entity: 'test' })
    for (const { highest } of await reached(hall, 4_000)) expect(highest).toBeGreaterThanOrEqual(3658)
    expect(hall.rotors()).toEqual([3660, 1860, 0, 0])
  },
)

test('pressed twice it is one sweep', async () => {
  const hall = onMotors(oneGauge())
  const run = await hall.started()
  run.ask({ entity: 'test' })
  await hall.clock.advance(1_000)
  run.ask({ entity: 'test' })
  await hall.clock.advance(1_000)
  let changes = 0
  hall.world.onChange = () => void changes++
  await hall.clock.advance(3_000)
  expect([changes, hall.rotors()]).toEqual([0, [0]])
})

test.each([100, 1_000, 3_200, 3_500])('pressed %i ms after the start it leaves the needles to find their stops', async (afterMs) => {
  const hall = onMotors()
  const run = hall.run()
  await hall.clock.advance(afterMs)
  ask(run, 'solar', 4000)
  run.ask({ entity: 'test' })
  await hall.clock.advance(6_000)
  expect(hall.rotors()).toEqual([1860, 0, 0, 0])
})

test('a target that is set meanwhile is gone to afterwards, and the home button ends it', async () => {
  const hall = onMotors()
  const run = await hall.started()
  run.ask({ entity: 'test' })
  await hall.clock.advance(300)
  ask(run, 'grid', 4000)
  await hall.clock.advance(4_000)
  expect(hall.rotors()).toEqual([0, 3660, 0, 0])
  run.ask({ entity: 'test' })
  await hall.clock.advance(300)
  run.ask({ entity: 'home' })
  await hall.clock.advance(6_000)
  expect(hall.rotors()).toEqual([0, 3660, 0, 0])
})

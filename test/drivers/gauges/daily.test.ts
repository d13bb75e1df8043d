import { describe, expect, test } from 'vitest'
import { Daily } from '../../../src/drivers/gauges/daily.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { ask, oneGauge, onMotors } from './onMotors.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** By the machine's own time. */
const at = (hour: number, minute: number, second = 0) => new Date(2026, 2, 10, hour, minute, second).getTime()
const halfPastThree = 3 * 60 + 30

/** How often it was due while so long passed, looked at every minute. */
async function due(daily: Daily, clock: ReturnType<typeof fakeClock>, forMs: number): Promise<number> {
  let times = 0
  for (let passedMs = 0; passedMs < forMs; passedMs += minuteMs) {
    await clock.advance(minuteMs)
    if (daily.isDue()) times++
  }
  return times
}

describe('a time of the day', () => {
  test('is due once a day, when it comes', async () => {
    const clock = fakeClock(at(3, 28, 30))
    const daily = new Daily(halfPastThree, clock)
    expect(daily.isDue()).toBe(false)
    expect(await due(daily, clock, minuteMs)).toBe(0)
    expect(await due(daily, clock, minuteMs)).toBe(1)
    expect(await due(daily, clock, 23 * hourMs)).toBe(0)
    expect(await due(daily, clock, 2 * hourMs)).toBe(1)
    expect(await due(daily, clock, 72 * hourMs)).toBe(3)
  })

  test.each([
    [3, 45],
    [3, 30],
    [12, 0],
  ])('is left for the next day by a program that begins at %i:%i', async (hour, minute) => {
    const clock = fakeClock(at(hour, minute))
    const daily = new Daily(halfPastThree, clock)
    expect(await due(daily, clock, 11 * hourMs)).toBe(0)
    expect(await due(daily, clock, 24 * hourMs)).toBe(1)
  })

  test.each([
    [2, 0],
    [2, 30],
    [2, 59],
  ])('at %i:%i is due also on the day in spring that has no such hour', async (hour, minute) => {
    const clock = fakeClock(at(1, 59, 50))
    const daily = new Daily(hour * 60 + minute, clock)
    await clock.advance(10_000)
    clock.jumpWall(hourMs)
    expect(daily.isDue()).toBe(true)
    expect(await due(daily, clock, 22 * hourMs)).toBe(0)
    expect(await due(daily, clock, 2 * hourMs)).toBe(1)
  })

  test('is due after a clock that jumped a little too far, and not after one that jumped over it by far', async () => {
    const clock = fakeClock(at(3, 20))
    const daily = new Daily(halfPastThree, clock)
    clock.jumpWall(25 * minuteMs)
    expect(daily.isDue()).toBe(true)
    const later = fakeClock(at(3, 20))
    const jumped = new Daily(halfPastThree, later)
    later.jumpWall(2 * hourMs)
    expect(await due(jumped, later, 22 * hourMs)).toBe(0)
  })

  test('is due once where the clock goes back over it, by an hour or by a day', async () => {
    const clock = fakeClock(at(3, 29))
    const daily = new Daily(halfPastThree, clock)
    expect(await due(daily, clock, 10 * minuteMs)).toBe(1)
    clock.jumpWall(-hourMs)
    expect(await due(daily, clock, 2 * hourMs)).toBe(0)
    clock.jumpWall(-2 * hourMs)
    expect(await due(daily, clock, 3 * hourMs)).toBe(0)
    clock.jumpWall(-24 * hourMs - 5 * hourMs)
    expect(await due(daily, clock, 6 * hourMs)).toBe(0)
  })

  test('shortly before midnight is due shortly after it, and no more on that day', async () => {
    const clock = fakeClock(at(23, 50))
    const daily = new Daily(23 * 60 + 58, clock)
    clock.jumpWall(15 * minuteMs)
    expect(daily.isDue()).toBe(true)
    expect(await due(daily, clock, 23 * hourMs)).toBe(0)
  })
})

test('every day at its time the needles look for their stops, and come back', async () => {
  const hall = onMotors(oneGauge('', 'homing: { at_start: never, daily: "03:30" }'), { startSteps: [720], wallMs: at(3, 29, 50) })
  const run = hall.run()
  await hall.clock.advance(100)
  ask(run, 'solar', 100)
  await hall.clock.advance(5_000)
  expect(hall.rotors()).toEqual([1920])
  await hall.clock.advance(6_000)
  expect(run.part('solar').values).toMatchObject({ value: null })
  await hall.clock.advance(8_000)
  expect(run.part('solar').values).toMatchObject({ value: 100 })
  expect(hall.rotors()).toEqual([1200])
  const told = run.part('solar').reports.length
  hall.clock.jumpWall(-2 * minuteMs)
  await hall.clock.advance(3 * minuteMs)
  expect(
    run
      .part('solar')
      .reports.slice(told)
      .filter(({ value }) => value === null),
  ).toEqual([])
})

import { describe, expect, test } from 'vitest'
import type { TestRun } from '../../support/testLine.ts'
import { ask, oneGauge, onMotors, stopped } from './onMotors.ts'

const own = oneGauge('follow: { from: house.power, factor: -2, offset: 300 }')
const movedBy = (run: TestRun, value: string) => run.part('solar').ask({ entity: 'moved_by', value })

describe('a needle that follows a source', () => {
  test('shows its value, times the factor, plus the offset', async () => {
    const hall = onMotors(own)
    const run = await hall.started()
    for (const [value, shown] of [
      [50, 200],
      [100, 100],
      [150, 0],
    ] as const) {
      hall.source('house.power').tell(value)
      await hall.clock.advance(1_500)
      expect(run.part('solar').values).toMatchObject({ value: shown, target: null, moved_by: 'Source' })
      expect(hall.rotors()).toEqual([shown * 12])
    }
  })

  test('asks for it in the unit of its scale', () => {
    const kilo = oneGauge('follow: { from: "mqtt:a/b", unit: kW, max_age: 20s }').replace('max: 300', 'max: 300, unit: W')
    const asked = onMotors(kilo).own.gauges[0]?.follow?.source
    expect(asked).toEqual({ from: 'mqtt:a/b', fromUnit: 'kW', unit: 'W', maxAgeMs: 20_000 })
  })

  test('beyond the scale stops at its end, and says so', async () => {
    const hall = onMotors(own)
    const run = await hall.started()
    hall.source('house.power').tell(-500)
    await hall.clock.advance(1_500)
    expect(run.part('solar').attributes['value']).toEqual({ beyond_the_scale: 'above', source_problem: null })
    expect(hall.rotors()).toEqual([3600])
  })

  test.each([
    ['was never told', null, 'it has told nothing yet'],
    ['is told to be unknown', 'unknown', 'the meter is offline'],
    ['has grown old', 'old', 'it has told nothing for 60 s'],
  ])('goes to its stop where that %s, and comes back', async (_, how, problem) => {
    const hall = onMotors(own)
    const run = await hall.started()
    const source = hall.source('house.power')
    if (how !== null) source.tell(50)
    await hall.clock.advance(3_000)
    expect(run.part('solar').problem).toBeNull()
    if (how === 'unknown') source.tell(null, problem)
    if (how === 'old') source.growOld()
    // One that has never told anything may take a minute, and one that is unknown ten seconds.
    await hall.clock.advance(how === null ? 60_000 : 13_000)
    expect(hall.rotors()).toEqual([0])
    expect(run.part('solar').values).toMatchObject({ value: null })
    expect(run.part('solar').attributes['value']).toEqual({ beyond_the_scale: null, source_problem: problem })
    expect(run.part('solar').problem).toBe(problem)
    source.tell(100)
    await hall.clock.advance(2_000)
    expect(hall.rotors()).toEqual([1200])
    expect(run.part('solar').values).toMatchObject({ value: 100 })
    expect(run.part('solar').attributes['value']).toMatchObject({ source_problem: null })
    expect(run.part('solar').problem).toBeNull()
  })

  test('goes to its rest value where one is set, and shows nothing all the same', async () => {
    const hall = onMotors(oneGauge('follow: house.power, rest: 30'))
    const run = await hall.started()
    expect(hall.rotors()).toEqual([360])
    hall.source('house.power').tell(200)
    await hall.clock.advance(2_000)
    expect(run.part('solar').values).toMatchObject({ value: 200 })
    hall.source('house.power').growOld()
    await hall.clock.advance(2_000)
    expect(hall.rotors()).toEqual([360])
    expect(run.part('solar').values).toMatchObject({ value: null })
  })

  test('stays where it is while its source is unknown for up to ten seconds, which is told at once', async () => {
    const hall = onMotors(own)
    const run = await hall.started()
    const source = hall.source('house.power')
    source.tell(100)
    await hall.clock.advance(2_000)
    for (let n = 0; n < 3; n++) {
      source.tell(null, 'the meter is offline')
      await hall.clock.advance(9_000)
      expect(hall.rotors()).toEqual([1200])
      expect(run.part('solar').values).toMatchObject({ value: 100 })
      expect(run.part('solar').problem).toBe('the meter is offline')
      source.tell(100)
      await hall.clock.advance(2_000)
    }
    source.tell(null, 'the meter is offline')
    await hall.clock.advance(2_000)
    source.growOld()
    await hall.clock.advance(2_500)
    expect(hall.rotors()).toEqual([0])
  })

  test('does so from the day on that it is told to, however it was moved by hand before', async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    ask(run, 'solar', 10)
    await hall.clock.advance(100)
    await stopped(hall, run)
    const again = onMotors(own, { memory: hall.memory, startSteps: [0] })
    again.source('house.power').tell(100)
    const next = await again.started()
    expect(next.part('solar').values).toMatchObject({ value: 100, target: 10, moved_by: 'Source' })
  })

  test('may be moved by hand, and follow again, which survives a restart', async () => {
    const hall = onMotors(own)
    const run = await hall.started()
    hall.source('house.power').tell(50)
    ask(run, 'solar', 10)
    await hall.clock.advance(2_000)
    expect(run.part('solar').values).toMatchObject({ value: 200, target: 10, moved_by: 'Source' })
    movedBy(run, 'Manual')
    await hall.clock.advance(2_000)
    expect(run.part('solar').values).toMatchObject({ value: 10, target: 10, moved_by: 'Manual' })
    hall.source('house.power').tell(60)
    hall.source('house.power').tell(null, 'gone')
    await hall.clock.advance(60_000)
    expect([hall.rotors(), run.part('solar').problem]).toEqual([[120], null])
    await stopped(hall, run)
    const again = onMotors(own, { memory: hall.memory, startSteps: [0] })
    again.source('house.power').tell(0)
    const next = await again.started()
    expect(next.part('solar').values).toMatchObject({ value: 10, moved_by: 'Manual' })
    movedBy(next, 'Source')
    await again.clock.advance(2_000)
    expect(next.part('solar').values).toMatchObject({ value: 300, target: 10, moved_by: 'Source' })
  })
})

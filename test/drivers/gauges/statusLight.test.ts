import { describe, expect, test } from 'vitest'
import type { TestRun } from '../../support/testLine.ts'
import { oneGauge, onMotors, stopped } from './onMotors.ts'

describe('the status light', () => {
  const lit = 'reset: 26, status_led: { pin: 5, tariff: "mqtt:tariff" }'
  const pick = (run: TestRun, value: string) => run.ask({ entity: 'status_led', value })

  test('shows the tariff, and is dark where that is unknown', async () => {
    const hall = onMotors(oneGauge('', lit))
    const run = await hall.started()
    expect([run.values['status_led'], hall.levels.get(5)]).toEqual(['Tariff', 0])
    const levels: unknown[] = []
    for (const tariff of [1, 0, 2, null]) {
      hall.source('mqtt:tariff').tell(tariff)
      levels.push(hall.levels.get(5))
    }
    expect(levels).toEqual([1, 0, 1, 0])
    hall.source('mqtt:tariff').tell(1)
    hall.source('mqtt:tariff').growOld()
    await hall.clock.advance(1_100)
    expect(hall.levels.get(5)).toBe(0)
  })

  test('goes on and off by hand, which survives a restart', async () => {
    const hall = onMotors(oneGauge('', lit))
    const run = await hall.started()
    pick(run, 'On')
    await hall.clock.advance(10)
    expect([run.values['status_led'], hall.levels.get(5)]).toEqual(['On', 1])
    await stopped(hall, run)
    const again = onMotors(oneGauge('', lit), { memory: hall.memory })
    const next = await again.started()
    expect([next.values['status_led'], again.levels.get(5)]).toEqual(['On', 1])
    pick(next, 'Off')
    again.source('mqtt:tariff').tell(1)
    await again.clock.advance(10)
    expect([next.values['status_led'], again.levels.get(5)]).toEqual(['Off', 0])
  })

  test('without a tariff only goes on and off', async () => {
    const hall = onMotors(oneGauge('', 'reset: 26, status_led: { pin: 5 }'))
    const run = await hall.started()
    expect(run.rows['status_led']).toMatchObject({ options: ['Off', 'On'] })
    expect(run.values['status_led']).toBe('Off')
  })
})

import { describe, expect, test } from 'vitest'
import { ask, oneGauge, onMotors } from './onMotors.ts'

describe('a needle’s motion', () => {
  const settledMs = async (keys: string, exact = true) => {
    const hall = onMotors(oneGauge(keys), { exact })
    const run = await hall.started()
    const beganMs = hall.clock.monotonicMs()
    ask(run, 'solar', 200)
    while (hall.seen()[0] !== 2400 && hall.clock.monotonicMs() - beganMs < 20_000) await hall.clock.advance(10)
    return hall.clock.monotonicMs() - beganMs
  }

  test('is damped where it is to be', async () => {
    expect(await settledMs('')).toBeLessThan(1_000)
    expect(await settledMs('smoothing: 1s')).toBeGreaterThan(5_000)
  })

  test('ends upwards where there is play in the gear', async () => {
    const hall = onMotors(oneGauge('backlash: 2deg'))
    const run = await hall.started()
    ask(run, 'solar', 200)
    await hall.clock.advance(1_500)
    ask(run, 'solar', 100)
    let lowest = Infinity
    for (let n = 0; n < 300; n++) {
      await hall.clock.advance(5)
      lowest = Math.min(lowest, hall.seen()[0] ?? 0)
    }
    expect(lowest).toBeLessThanOrEqual(1178)
    expect(hall.rotors()).toEqual([1200])
  })

  test('is no faster than it may start where the pins are not driven by pigpio', async () => {
    const slowest = await settledMs('', false)
    expect(slowest).toBeGreaterThan(2_000)
    expect(slowest).toBeLessThan(2_600)
  })
})

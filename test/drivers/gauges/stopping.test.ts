import { describe, expect, test } from 'vitest'
import { keptSchema } from '../../../src/drivers/gauges/memory.ts'
import { ask, fourGauges, oneGauge, onMotors, stopped } from './onMotors.ts'

const parked = { positionsSteps: { 'step 17, dir 4': 0, 'step 18, dir 22': 0, 'step 24, dir 23': 0, 'step 25, dir 27': 0 } }

/** Nobody holds a pin, and nothing waits. */
async function expectGone(hall: ReturnType<typeof onMotors>) {
  expect(hall.clock.sleeping).toBe(0)
  const over = new AbortController()
  for (const pin of hall.levels.keys()) await hall.gpio.output(pin, 0, 'test', over.signal)
  over.abort()
}

describe('a program that ends', () => {
  test('parks its needles from anywhere, takes their current off, and releases its pins', async () => {
    const hall = onMotors()
    const run = await hall.started()
    for (const [id, value] of Object.entries({ solar: 8000, grid: 4000, battery: 0, price: 50 })) ask(run, id, value)
    await hall.clock.advance(2_000)
    expect(await stopped(hall, run)).toBeLessThan(1_500)
    expect(run.outcome?.error).toBeNull()
    expect(hall.rotors()).toEqual([0, 0, 0, 0])
    expect(hall.levels.get(26)).toBe(0)
    expect(hall.memory.kept).toMatchObject(parked)
    await expectGone(hall)
    const again = hall.run()
    await hall.clock.advance(3_000)
    expect([again.outcome, again.part('solar').values['value']]).toEqual([undefined, 8000])
  })

  test.each([
    [[0, 1, 5, 9], null, 0],
    [[11, 12, 20, 50, 300, 1_500, 3_300, 3_520, 3_700], 0, 3660],
  ])('parks as well %j ms after its begin, once it moves', async (times, position, later) => {
    for (const afterMs of times) {
      const hall = onMotors(fourGauges, { startSteps: [3780, 100, 1900, 24] })
      const run = hall.run()
      await hall.clock.advance(afterMs)
      ask(run, 'solar', 8000)
      await hall.clock.advance(0)
      expect(await stopped(hall, run)).toBeLessThan(4_500)
      expect(hall.levels.get(26)).toBe(0)
      await expectGone(hall)
      const { positionsSteps } = keptSchema.parse(hall.memory.kept)
      expect(positionsSteps?.['step 17, dir 4'] ?? null).toBe(position)
      const again = onMotors(fourGauges, { memory: hall.memory, startSteps: hall.rotors() })
      await again.started()
      expect(again.rotors()).toEqual([later, 0, 0, 0])
    }
  })

  test('before anything moved still knows where the needles were left', async () => {
    const first = onMotors()
    await stopped(first, await first.started())
    const hall = onMotors(fourGauges, { memory: first.memory, startSteps: first.rotors() })
    hall.memory.flushMs = 50
    const run = hall.run()
    await hall.clock.advance(20)
    expect(await stopped(hall, run)).toBeLessThan(200)
    expect(hall.memory.kept).toMatchObject(parked)
    await expectGone(hall)
  })

  test.each([20, 300, 900, 1_300])('parks %i ms after the test button was pressed', async (afterMs) => {
    const hall = onMotors()
    const run = await hall.started()
    run.ask({ entity: 'test' })
    await hall.clock.advance(afterMs)
    expect(await stopped(hall, run)).toBeLessThan(1_500)
    expect(hall.rotors()).toEqual([0, 0, 0, 0])
  })

  test('does nothing more that it is asked', async () => {
    const hall = onMotors(oneGauge('follow: house.power'))
    const run = await hall.started()
    hall.source('house.power').tell(200)
    await hall.clock.advance(2_000)
    run.stop()
    for (const entity of ['home', 'test']) run.ask({ entity })
    ask(run, 'solar', 100)
    hall.source('house.power').tell(300)
    await hall.clock.advance(1_500)
    expect([run.outcome, hall.rotors(), hall.source('house.power').listeners]).toEqual([{ error: null }, [0], 0])
    expect(run.part('solar').values).toMatchObject({ target: null })
  })

  test('leaves the needles where they are, where they are not to be parked', async () => {
    const hall = onMotors(oneGauge('', 'park: false'))
    const run = await hall.started()
    ask(run, 'solar', 200)
    await hall.clock.advance(200)
    await stopped(hall, run)
    expect(hall.rotors()).toEqual([2400])
    expect(hall.memory.kept).toMatchObject({ positionsSteps: { 'step 17, dir 4': 2400 } })
  })
})

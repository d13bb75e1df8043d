import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ask, fourGauges, oneGauge, onMotors, stopped } from './onMotors.ts'

const asked = z.object({ firstStepAtMs: z.number(), needles: z.array(z.looseObject({ positionSteps: z.number() })) })

const scaled = (powerW: number) => (5 + (powerW / 8000) * 300) * 12

describe('a needle', () => {
  test('goes where it is asked, each one to its own place at the same time', async () => {
    const hall = onMotors()
    const run = await hall.started()
    ask(run, 'solar', 4000)
    ask(run, 'grid', 0)
    ask(run, 'battery', 25)
    ask(run, 'price', 50)
    await hall.clock.advance(1_500)
    expect(hall.rotors()).toEqual([1860, 1860, 2760, 3660])
    expect(run.part('battery').values).toMatchObject({ value: 25, target: 25 })
  })

  test.each([
    [8001, 8000, 3660, 'above'],
    [-1, 0, 60, 'below'],
    [8000, 8000, 3660, null],
    [0, 0, 60, null],
  ])('that is asked for %i shows %i, and says what is beyond the scale', async (target, value, steps, beyond) => {
    const hall = onMotors()
    const run = await hall.started()
    ask(run, 'solar', target)
    await hall.clock.advance(1_500)
    expect(hall.rotors()[0]).toBe(steps)
    expect(run.part('solar').values).toMatchObject({ value, target })
    expect(run.part('solar').attributes['value']).toEqual({ beyond_the_scale: beyond, source_problem: null })
  })

  test('follows a table of points', async () => {
    const points = '[{ value: 1, at: 0deg }, { value: 10, at: 100deg }, { value: 100, at: 300deg }]'
    const hall = onMotors(`{ gauges: { log: { dir: 4, step: 17, scale: { points: ${points} } } } }`)
    const run = await hall.started()
    expect(Object.keys(run.part('log').rows)).toEqual(['value', 'target'])
    for (const [value, angleDeg] of [
      [1, 0],
      [5.5, 50],
      [55, 200],
      [100, 300],
    ] as const) {
      ask(run, 'log', value)
      await hall.clock.advance(1_500)
      expect(hall.rotors()).toEqual([(5 + angleDeg) * 12])
      expect(run.part('log').values).toMatchObject({ value })
    }
  })

  test.each([5, 20, 70, 150, 300, 420])('that is asked for something else %i ms later turns round and arrives', async (afterMs) => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    for (const value of [300, 10, 290, 150, 151]) {
      ask(run, 'solar', value)
      await hall.clock.advance(afterMs)
    }
    await hall.clock.advance(1_500)
    expect(hall.rotors()).toEqual([1812])
  })

  test('keeps up with hundreds of targets a second, and the last one wins', async () => {
    const hall = onMotors()
    const run = await hall.started()
    for (let n = 0; n < 1_000; n++) {
      ask(run, 'solar', 4000 + 3000 * Math.sin(n / 200))
      ask(run, 'price', n / 25)
      await hall.clock.advance(3)
    }
    const [solar = 0, , , price = 0] = hall.seen()
    // The targets ran at up to 2 250 steps a second, and a needle follows a tenth of a second and its own braking behind.
    expect(Math.abs(solar - scaled(4000 + 3000 * Math.sin(5)))).toBeLessThan(300)
    expect(Math.abs(price - 2937)).toBeLessThan(150)
    ask(run, 'solar', 6000)
    await hall.clock.advance(1_000)
    expect(hall.rotors()).toEqual([2760, 0, 0, 2937])
  })

  test('does not move at all while nothing changes', async () => {
    const hall = onMotors()
    const run = await hall.started()
    ask(run, 'solar', 4000)
    await hall.clock.advance(1_500)
    let changes = 0
    hall.world.onChange = () => void changes++
    ask(run, 'solar', 4000)
    await hall.clock.advance(60_000)
    expect(changes).toBe(0)
  })

  test('goes back to its target after a restart, and the number is only the user’s', async () => {
    const hall = onMotors(fourGauges)
    const run = await hall.started()
    expect(run.part('solar').values).toMatchObject({ value: null, target: null })
    ask(run, 'solar', 2000)
    await hall.clock.advance(1_500)
    await stopped(hall, run)
    const again = onMotors(fourGauges, { memory: hall.memory, startSteps: hall.rotors() })
    const next = await again.started()
    expect(again.rotors()).toEqual([960, 0, 0, 0])
    expect(next.part('solar').values).toMatchObject({ value: 2000, target: 2000 })
    expect(next.part('grid').values).toMatchObject({ value: null, target: null })
  })

  test('tells the program’s own tools how it stands, and when it set out', async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    const atMs = hall.clock.wallMs()
    ask(run, 'solar', 100)
    await hall.clock.advance(120)
    const { firstStepAtMs, needles } = asked.parse(await run.inquire('needles', null))
    expect(needles).toMatchObject([{ id: 'solar', isHomed: true, atRest: false, targetSteps: 1200 }])
    expect(needles[0]?.positionSteps).toBeGreaterThan(100)
    expect(firstStepAtMs - atMs).toBeGreaterThan(0)
    expect(firstStepAtMs - atMs).toBeLessThan(20)
  })
})

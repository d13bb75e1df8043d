import { describe, expect, test } from 'vitest'
import { ask, fourGauges, oneGauge, onMotors } from './onMotors.ts'

describe('at the start', () => {
  test.each([
    [0, 24, 1890, 3780],
    [12, 36, 1902, 3768],
    [1, 13, 3660, 2000],
    [11, 23, 3661, 2011],
  ])('needles find their stops from %i, %i, %i and %i steps above them', async (...startSteps) => {
    const hall = onMotors(fourGauges, { startSteps })
    const run = await hall.started()
    expect(hall.rotors()).toEqual([0, 0, 0, 0])
    ask(run, 'solar', 8000)
    await hall.clock.advance(2_000)
    expect(hall.rotors()).toEqual([3660, 0, 0, 0])
  })

  test.each(['', 'reset: 26'])('needles that turn the other way find theirs', async (board) => {
    const hall = onMotors(oneGauge('invert: true', board), { startSteps: [3000] })
    const run = await hall.started()
    ask(run, 'solar', 200)
    await hall.clock.advance(2_000)
    expect(hall.rotors()).toEqual([2400])
  })

  test('nothing is shown until it is known where the needle is', async () => {
    const hall = onMotors(oneGauge(), { startSteps: [2000] })
    const run = hall.run()
    await hall.clock.advance(100)
    ask(run, 'solar', 150)
    await hall.clock.advance(2_900)
    expect(run.part('solar').values).toMatchObject({ value: null, target: 150 })
    await hall.clock.advance(2_000)
    expect(run.part('solar').values).toMatchObject({ value: 150, target: 150 })
    const shown = run.part('solar').reports.map(({ value }) => value)
    expect([...new Set(shown)]).toEqual([null, 150])
  })

  test('the needle is shown as soon as it is homed, not a second later', async () => {
    const hall = onMotors(oneGauge())
    const run = hall.run()
    await hall.clock.advance(100)
    ask(run, 'solar', 150)
    while (run.part('solar').values['value'] === null) await hall.clock.advance(10)
    expect(hall.seen()[0]).toBeLessThan(12)
  })

  test.each([
    ['', 1_100, 1_200],
    ['homing: { speed: 20deg/s }', 200, 255],
    ['acceleration: 100deg/s²', 550, 700],
  ])('looks for the stop no faster than the settings have it: %s', async (board, least, most) => {
    const hall = onMotors(oneGauge('', board), { startSteps: [3000] })
    hall.run()
    await hall.clock.advance(1_050)
    const wentSteps = 3000 - (hall.seen()[0] ?? 0)
    expect(wentSteps).toBeGreaterThan(least)
    expect(wentSteps).toBeLessThan(most)
  })

  test('never takes a needle to stand at its stop, and moves nothing', async () => {
    const hall = onMotors(oneGauge('', 'homing: { at_start: never }'), { startSteps: [0] })
    const run = hall.run()
    await hall.clock.advance(20)
    ask(run, 'solar', 10)
    await hall.clock.advance(300)
    expect(run.part('solar').values).toMatchObject({ value: 10 })
    expect(hall.rotors()).toEqual([120])
  })
})

describe('the home button', () => {
  test('finds the stop from anywhere, whatever the needle was taken to show, and brings it back', async () => {
    const hall = onMotors(oneGauge('', 'homing: { at_start: never }'), { startSteps: [1440] })
    const run = hall.run()
    await hall.clock.advance(100)
    ask(run, 'solar', 100)
    await hall.clock.advance(2_000)
    expect(hall.rotors()).toEqual([2640])
    run.ask({ entity: 'home' })
    await hall.clock.advance(100)
    expect(run.part('solar').values).toMatchObject({ value: null, target: 100 })
    await hall.clock.advance(5_000)
    expect(run.part('solar').values).toMatchObject({ value: 100 })
    expect(hall.rotors()).toEqual([1200])
  })

  test.each([10, 40, 120, 300, 500])('may be pressed %i ms after the needles were sent to their far ends', async (afterMs) => {
    const hall = onMotors()
    const run = await hall.started()
    const far = { solar: 8000, grid: 4000, battery: 0, price: 50 }
    for (const [id, value] of Object.entries(far)) ask(run, id, value)
    await hall.clock.advance(afterMs)
    run.ask({ entity: 'home' })
    await hall.clock.advance(6_000)
    expect(hall.rotors()).toEqual([3660, 3660, 3660, 3660])
  })

  test('pressed in a fast motion down has the needle brake before it meets its stop', async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    ask(run, 'solar', 300)
    await hall.clock.advance(1_500)
    ask(run, 'solar', 0)
    await hall.clock.advance(480)
    run.ask({ entity: 'home' })
    const places: number[] = []
    for (let n = 0; n < 40; n++) {
      await hall.clock.advance(10)
      places.push(...hall.seen())
    }
    const near = places.slice(1).flatMap((at, index) => (at < 100 ? [(places[index] ?? 0) - at] : []))
    // In 10 ms, at 1 200 steps a second.
    expect(Math.max(...near)).toBeLessThan(20)
    expect(near.length).toBeGreaterThan(5)
  })

  test('pressed again and again does not keep a needle from its stop', async () => {
    const hall = onMotors(oneGauge(), { startSteps: [3780] })
    const run = hall.run()
    for (let pressed = 0; pressed < 8; pressed++) {
      await hall.clock.advance(400)
      run.ask({ entity: 'home' })
    }
    ask(run, 'solar', 100)
    await hall.clock.advance(1_500)
    expect(run.part('solar').values).toMatchObject({ value: 100 })
    expect(hall.rotors()).toEqual([1200])
  })
})

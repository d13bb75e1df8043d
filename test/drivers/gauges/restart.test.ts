import { describe, expect, test } from 'vitest'
import { emptyMemory } from '../../support/testLine.ts'
import { ask, fourGauges, oneGauge, onMotors, stopped, type Hall } from './onMotors.ts'

/** How long a start takes until the needle is known to stand right. */
async function homedAfterMs(hall: Hall): Promise<number> {
  const run = hall.run()
  await hall.clock.advance(50)
  ask(run, 'solar', 0)
  while (run.part('solar').values['value'] !== 0) await hall.clock.advance(10)
  return hall.clock.monotonicMs()
}

/** Power fails: what is on disk is left, and the rotors stay where they are. */
const afterPowerCut = (hall: Hall, settings: string) =>
  onMotors(settings, { memory: { ...emptyMemory(), kept: hall.memory.flushed }, startSteps: hall.rotors() })

const settings = oneGauge('', 'reset: 26')

describe('after a clean end', () => {
  test('the way to the stop is short', async () => {
    const hall = onMotors(settings)
    const run = await hall.started()
    ask(run, 'solar', 200)
    await hall.clock.advance(1_500)
    await stopped(hall, run)
    const again = onMotors(settings, { memory: hall.memory, startSteps: hall.rotors() })
    expect(await homedAfterMs(again)).toBeLessThan(1_000)
    expect(again.rotors()).toEqual([0])
    expect(await homedAfterMs(onMotors(settings))).toBeGreaterThan(3_500)
  })

  test.each(['unknown', 'never'])('needles that need not home (%s) do not, and stand right', async (atStart) => {
    const own = oneGauge('', `reset: 26, park: false, homing: { at_start: ${atStart} }`)
    const hall = onMotors(own, { startSteps: [0] })
    const run = await hall.started()
    ask(run, 'solar', 101)
    await hall.clock.advance(2_000)
    await stopped(hall, run)
    const again = onMotors(own, { memory: hall.memory, startSteps: hall.rotors() })
    let changes = 0
    again.world.onChange = (pin) => void (changes += pin === 17 ? 1 : 0)
    const next = again.run()
    await again.clock.advance(500)
    expect(again.rotors()).toEqual([1212])
    expect(changes).toBeLessThan(50)
    expect(next.part('solar').values).toMatchObject({ value: 101, target: 101 })
  })

  test.each([
    ['turns the other way now', 'invert: true', 17],
    ['has other pins now', '', 18],
  ])('one that %s is looked for everywhere', async (_, keys, step) => {
    const hall = onMotors(settings, { startSteps: [3780] })
    await stopped(hall, await hall.started())
    const other = oneGauge(keys, 'reset: 26').replace('step: 17', `step: ${step}`)
    const again = onMotors(other, { memory: hall.memory, startSteps: [3780] })
    const run = await again.started()
    ask(run, 'solar', 100)
    await again.clock.advance(1_500)
    expect(again.rotors()).toEqual([1200])
  })

  test('a needle that was left half a turn off its place stands right all the same', async () => {
    const own = oneGauge('', 'reset: 26, park: false, homing: { at_start: unknown }')
    const hall = onMotors(own)
    const run = await hall.started()
    for (const steps of [12, 36, 1092, 3588]) {
      ask(run, 'solar', steps / 12)
      await hall.clock.advance(1_500)
      expect(hall.rotors()).toEqual([steps])
    }
    await stopped(hall, run)
    expect(hall.memory.kept).toMatchObject({ positionsSteps: { 'step 17, dir 4': 3585 } })
    expect(hall.rotors()).toEqual([3585])
    const again = onMotors(own, { memory: hall.memory, startSteps: hall.rotors() })
    await again.started()
    expect(again.rotors()).toEqual([3588])
  })
})

describe('after a power cut', () => {
  test.each([60, 200, 500, 900])('in a motion, %i ms after its begin, the needle is looked for everywhere', async (afterMs) => {
    const first = onMotors(settings)
    await stopped(first, await first.started())
    const hall = onMotors(settings, { memory: { ...first.memory, flushed: first.memory.kept }, startSteps: first.rotors() })
    const run = hall.run()
    await hall.clock.advance(50)
    ask(run, 'solar', 300)
    await hall.clock.advance(afterMs)
    const again = afterPowerCut(hall, settings)
    await again.started()
    expect(await homedAfterMs(afterPowerCut(hall, settings))).toBeGreaterThan(3_500)
    expect(again.rotors()).toEqual([0])
  })

  test('without a RESET line the field may stand anywhere, which leaves a degree', async () => {
    const hall = onMotors(oneGauge())
    const run = await hall.started()
    ask(run, 'solar', 300)
    await hall.clock.advance(350)
    const again = afterPowerCut(hall, oneGauge())
    await again.started()
    expect(again.rotors()[0]).toBeLessThanOrEqual(12)
  })

  test.each([0, 30, 500])('no rotor moves before the disk, which takes %i ms, has forgotten where it was', async (flushMs) => {
    const first = onMotors(fourGauges)
    await stopped(first, await first.started())
    const { kept } = first.memory
    const hall = onMotors(fourGauges, { memory: { ...first.memory, flushed: kept, flushMs }, startSteps: first.rotors() })
    const known: unknown[] = []
    hall.world.onChange = (pin, level) => {
      if (level === 1 && [26, 17, 18, 24, 25].includes(pin)) known.push(hall.memory.flushed)
    }
    const run = hall.run()
    for (const id of ['solar', 'grid', 'battery', 'price']) ask(run, id, 40)
    run.ask({ entity: 'home' })
    run.ask({ entity: 'test' })
    await hall.clock.advance(3_000)
    expect(kept).toMatchObject({
      positionsSteps: { 'step 17, dir 4': 0, 'step 18, dir 22': 0, 'step 24, dir 23': 0, 'step 25, dir 27': 0 },
    })
    expect(known.length).toBeGreaterThan(100)
    for (const each of known) expect(each).toMatchObject({ positionsSteps: null })
  })

  test('nor when a source tells something meanwhile', async () => {
    const own = oneGauge('follow: house.power', 'reset: 26, homing: { at_start: unknown }')
    const first = onMotors(own)
    await stopped(first, await first.started())
    const hall = onMotors(own, { memory: { ...first.memory, flushMs: 100 }, startSteps: first.rotors() })
    hall.run()
    await hall.clock.advance(20)
    hall.source('house.power').tell(100)
    await hall.clock.advance(70)
    expect(hall.levels.get(26)).toBe(0)
    await hall.clock.advance(1_500)
    expect(hall.rotors()).toEqual([1200])
  })
})

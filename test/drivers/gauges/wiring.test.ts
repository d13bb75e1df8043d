import { expect, describe, test } from 'vitest'
import { gauges } from '../../../src/drivers/gauges/gauges.ts'
import { DeviceError } from '../../../src/entities/errors.ts'
import { loadSettings } from '../../../src/settings/load.ts'
import { ask, oneGauge, onMotors, stopped } from './onMotors.ts'

const board = (id: string, dir: number, step: number, more = '') =>
  `  ${id}: { driver: gauges, gauges: { a: { dir: ${dir}, step: ${step}, scale: { min: 0, max: 5 } } }${more} }`

const said = (...devices: string[]) =>
  loadSettings({ text: ['devices:', ...devices, ''].join('\n'), file: 'f', env: {}, drivers: [gauges], circuits: ['grid'] }).mistakes.map(
    ({ sentence }) => sentence,
  )

describe('a pin', () => {
  test.each([
    ['a step line', board('hall', 4, 4), 'GPIO 4'],
    ['RESET', board('hall', 4, 17, ', reset: 17'), 'GPIO 17'],
    ['the status light', board('hall', 4, 17, ', status_led: { pin: 4 }'), 'GPIO 4'],
  ])('that is used twice by one board, as %s too, is a mistake', (_, line, pin) => {
    expect(said(line)).toEqual([`f:2:3: devices.hall: found ${pin} twice, allowed is once`])
  })

  test('of another board is a mistake that names both', () => {
    expect(said(board('hall', 4, 17), board('attic', 22, 18, ', reset: 4'))).toEqual([
      'f:3:3: devices.attic: found GPIO 4, which hall uses already, allowed is another one',
    ])
  })

  test.each([4, 17, 26])('that another program uses keeps the board off, and the others are free again: %i', async (pin) => {
    const hall = onMotors(oneGauge('', 'reset: 26'))
    const other = new AbortController()
    await hall.gpio.output(pin, 0, 'the garden light', other.signal)
    const run = hall.run()
    await hall.clock.advance(100)
    expect(run.outcome?.error).toEqual(new DeviceError(`pin ${pin} is in use by the garden light`))
    other.abort()
    const again = await hall.started()
    expect([again.outcome, hall.rotors()]).toEqual([undefined, [0]])
  })
})

describe('a pin that goes', () => {
  const lit = oneGauge('follow: house.power', 'reset: 26, release: 2s, status_led: { pin: 5, tariff: "mqtt:tariff" }')
  const gone = (pin: number) => new DeviceError(`pin ${pin} has gone: its simulated device was taken off`)

  test('in motion ends the run, and the next one looks for the stop everywhere', async () => {
    const hall = onMotors(lit)
    const run = await hall.started()
    hall.source('house.power').tell(300)
    await hall.clock.advance(200)
    hall.detach.get(17)?.()
    await hall.clock.advance(200)
    expect(run.outcome?.error).toEqual(gone(17))
    await stopped(hall, run)
    expect(hall.clock.sleeping).toBe(0)
    expect(hall.memory.kept).toMatchObject({ positionsSteps: null })
    const again = onMotors(lit, { memory: hall.memory, startSteps: hall.seen() })
    await again.started()
    expect(again.rotors()).toEqual([0])
  })

  test('at rest is found with the next target', async () => {
    const hall = onMotors(lit)
    const run = await hall.started()
    hall.detach.get(4)?.()
    hall.source('house.power').tell(100)
    await hall.clock.advance(500)
    expect(run.outcome?.error).toEqual(gone(4))
  })

  test('is RESET, found when the current is taken off', async () => {
    const hall = onMotors(lit)
    const run = await hall.started()
    hall.detach.get(26)?.()
    await hall.clock.advance(5_000)
    expect(run.outcome?.error).toEqual(gone(26))
  })

  test('is RESET, found when the current is given back', async () => {
    const hall = onMotors(lit)
    const run = await hall.started()
    await hall.clock.advance(5_000)
    hall.detach.get(26)?.()
    hall.source('house.power').tell(100)
    await hall.clock.advance(100)
    expect(run.outcome?.error).toEqual(gone(26))
    expect(hall.memory.kept).toMatchObject({ positionsSteps: null })
  })

  test('is RESET, found at the end', async () => {
    const hall = onMotors(lit)
    const run = await hall.started()
    await hall.clock.advance(5_000)
    hall.source('house.power').tell(100)
    await hall.clock.advance(1_500)
    hall.detach.get(26)?.()
    await stopped(hall, run)
    expect(run.outcome?.error).toEqual(gone(26))
  })

  test('is the status light, and whoever tells the tariff hears nothing of it', async () => {
    const hall = onMotors(lit)
    const run = await hall.started()
    hall.detach.get(5)?.()
    expect(() => hall.source('mqtt:tariff').tell(1)).not.toThrow()
    await hall.clock.advance(10)
    expect(run.outcome?.error).toEqual(gone(5))
    ask(run, 'solar', 5)
    run.ask({ entity: 'home' })
    await hall.clock.advance(2_000)
    await stopped(hall, run)
    expect(hall.clock.sleeping).toBe(0)
  })
})

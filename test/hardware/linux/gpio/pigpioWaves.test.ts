import { describe, expect, it, onTestFinished } from 'vitest'
import { pigpioGpio } from '../../../../src/hardware/linux/gpio/pigpio.ts'
import { pipes } from '../../../../src/hardware/linux/gpio/pipes.ts'
import type { WavePiece } from '../../../../src/hardware/ports.ts'
import { fakeClock } from '../../../support/fakeClock.ts'
import { FakePigpio } from '../../../support/fakePigpio.ts'

const outputs = { pins: [4, 17], consumer: 'hall' }
const piece: WavePiece = {
  durationUs: 20_000,
  changes: [
    { pin: 17, level: 1, atUs: 500 },
    { pin: 4, level: 1, atUs: 500 },
    { pin: 17, level: 0, atUs: 6_000 },
  ],
}

function board(consumers: Readonly<Record<number, string>> = {}) {
  const clock = fakeClock()
  const library = new FakePigpio(clock)
  const end = new AbortController()
  onTestFinished(() => {
    end.abort(new Error('over'))
    library.remove()
  })
  const gpio = pigpioGpio({ library, pipes, clock, consumerOf: (pin) => consumers[pin] ?? null }, () => undefined)
  return { gpio, library, clock, end }
}

describe('waves of pigpio', () => {
  it('are played on outputs that are low at first, which are inputs again after they were stopped', async () => {
    const { gpio, library, clock, end } = board()
    const player = await gpio.waves(outputs, () => piece, end.signal)
    player.wake()
    await clock.advance(10)
    end.abort(new Error('asked to stop'))
    expect(library.calls).toEqual([
      'interfaces 3',
      'clock 5 1',
      'initialize',
      'write 4 0',
      'write 17 0',
      'wave 17 1 520',
      'wave 4 1 521',
      'wave 17 0 6020',
      'wave stop',
      'mode 4 0',
      'mode 17 0',
      'terminate',
    ])
    expect(player.exact).toBe(true)
    await expect(player.ended).rejects.toThrow('asked to stop')
  })

  it('are one user’s at a time in the whole program', async () => {
    const { gpio, library, end } = board()
    const other = new AbortController()
    await gpio.waves(outputs, () => null, end.signal)
    const asking = () => gpio.waves({ pins: [22], consumer: 'kitchen' }, () => null, other.signal)
    await expect(asking()).rejects.toThrow(
      expect.objectContaining({
        name: 'DeviceError',
        message: 'the waves of pigpio are in use by hall, and there is only one set of them: put all gauges under one device',
      }),
    )
    end.abort(new Error('over'))
    await asking()
    other.abort(new Error('over'))
    expect(library.calls.filter((call) => call === 'terminate')).toHaveLength(2)
  })

  it.each([
    ['pigpio has none there', [4, 0], {}, 'pigpio has no waves on pin 0: wire the device to another pin'],
    ['there is no such pin', [4, 32], {}, 'there is no pin 32: pigpio has 0 to 31'],
    [
      'the kernel uses one of the pins',
      [4, 8],
      { 8: 'spi0 CS0' },
      'pin 8 is in use by spi0 CS0: end it there, or wire the device to another pin',
    ],
  ])('say what to do where %s, and take no pin', async (_, pins, consumers, message) => {
    const { gpio, library, end } = board(consumers)
    const refused = gpio.waves({ ...outputs, pins }, () => null, end.signal)
    await expect(refused).rejects.toThrow(expect.objectContaining({ name: 'DeviceError', message }))
    expect(library.calls).toEqual([])
    await gpio.waves(outputs, () => null, end.signal)
  })

  it('are nobody’s where pigpio does not start', async () => {
    const { gpio, library, end } = board()
    library.refuses = true
    await expect(gpio.waves(outputs, () => null, end.signal)).rejects.toThrow('pigpio does not start')
    library.refuses = false
    await gpio.waves(outputs, () => null, end.signal)
  })

  it('have pins that nobody else is given meanwhile', async () => {
    const { gpio, end } = board()
    await gpio.output(5, 1, 'led', end.signal)
    await expect(gpio.waves({ pins: [4, 5], consumer: 'hall' }, () => null, end.signal)).rejects.toThrow('pin 5 is in use by led')
    await gpio.waves(outputs, () => null, end.signal)
    await expect(gpio.output(17, 0, 'led', end.signal)).rejects.toThrow('pin 17 is in use by hall')
  })
})

import { describe, expect, it } from 'vitest'
import type { Edge, Level, WavePiece } from '../../../src/hardware/ports.ts'
import { type PinDriver, simulatedGpio } from '../../../src/hardware/simulated/gpio.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { listen } from '../../support/listenedEdges.ts'

const wanted = { pin: 17, bias: 'none', steadyUs: 0, consumer: 'house' } as const

/** A square wave with this half period; what it was asked for and driven to. */
function wave(halfUs: number) {
  const asked: [number, number][] = []
  const driven: [Level, number][] = []
  const driver: PinDriver = {
    level: 0,
    edges(fromUs, toUs) {
      asked.push([fromUs, toUs])
      const edges: Edge[] = []
      for (let n = Math.floor(fromUs / halfUs) + 1; n * halfUs <= toUs; n++) edges.push({ level: n % 2 === 1 ? 1 : 0, atUs: n * halfUs })
      return edges
    },
    driven: (level, atUs) => void driven.push([level, atUs]),
  }
  return { driver, asked, driven }
}

describe('a simulated pin', () => {
  it('tells every 100 ms of the clock of the program what its device did meanwhile', async () => {
    const clock = fakeClock()
    const gpio = simulatedGpio(clock)
    const { driver, asked } = wave(40_000)
    gpio.attach(17, driver)
    await clock.advance(50)
    const { told } = listen(await gpio.input(wanted, new AbortController().signal))
    await clock.advance(200)
    expect(asked).toEqual([
      [50_000, 150_000],
      [150_000, 250_000],
    ])
    // The level at the beginning was 0 already, so that the change to it at 80 ms is none.
    expect(told).toEqual([
      { edges: [{ level: 1, atUs: 120_000 }], lost: 0, untilUs: 150_000 },
      {
        edges: [
          { level: 0, atUs: 160_000 },
          { level: 1, atUs: 200_000 },
          { level: 0, atUs: 240_000 },
        ],
        lost: 0,
        untilUs: 250_000,
      },
    ])
  })

  it('drops what is too short, as a real one does', async () => {
    const clock = fakeClock()
    const gpio = simulatedGpio(clock)
    gpio.attach(17, wave(1_000).driver)
    const { told } = listen(await gpio.input({ ...wanted, steadyUs: 2_000 }, new AbortController().signal))
    await clock.advance(100)
    expect(told.flatMap(({ edges }) => edges)).toEqual([])
  })

  it('drives its device as an output', async () => {
    const clock = fakeClock()
    const gpio = simulatedGpio(clock)
    const { driver, driven } = wave(1)
    gpio.attach(5, driver)
    const end = new AbortController()
    const output = await gpio.output(5, 1, 'led', end.signal)
    await clock.advance(3)
    output.set(0)
    expect(driven).toEqual([
      [1, 0],
      [0, 3_000],
    ])
    end.abort(new Error('over'))
    expect(() => output.set(1)).toThrow('over')
  })

  it('is there as long as its device, and one user’s at a time', async () => {
    const clock = fakeClock()
    const gpio = simulatedGpio(clock)
    const end = new AbortController()
    await expect(gpio.input(wanted, end.signal)).rejects.toThrow('there is no simulated pin 17: no simulated device is attached to it')
    const detach = gpio.attach(17, wave(1_000).driver)
    const { ended } = listen(await gpio.input(wanted, end.signal))
    await expect(gpio.output(17, 0, 'led', end.signal)).rejects.toThrow('pin 17 is in use by house')
    detach()
    await clock.advance(100)
    expect(await ended).toBe('DeviceError: pin 17 has gone: its simulated device was taken off')
  })

  it('is free again at the end of its signal, which ends it at once', async () => {
    const gpio = simulatedGpio(fakeClock())
    gpio.attach(17, wave(1_000).driver)
    const end = new AbortController()
    const { ended } = listen(await gpio.input(wanted, end.signal))
    end.abort(new Error('asked to stop'))
    expect(await ended).toBe('Error: asked to stop')
    await gpio.input(wanted, new AbortController().signal)
  })

  it('is not taken off by the end of a device that was there before', async () => {
    const gpio = simulatedGpio(fakeClock())
    const detach = gpio.attach(17, wave(1_000).driver)
    gpio.attach(17, wave(2_000).driver)
    detach()
    await gpio.input(wanted, new AbortController().signal)
  })
})

describe('waves on simulated pins', () => {
  const piece: WavePiece = {
    durationUs: 20_000,
    changes: [
      { pin: 5, level: 1, atUs: 0 },
      { pin: 6, level: 1, atUs: 7_000 },
      { pin: 5, level: 0, atUs: 15_000 },
    ],
  }
  const outputs = { pins: [5, 6], consumer: 'hall' }

  function board() {
    const [clock, wireClock] = [fakeClock(), fakeClock()]
    const gpio = simulatedGpio(clock, wireClock)
    const [first, second] = [wave(1), wave(1)]
    const detach = gpio.attach(5, first.driver)
    gpio.attach(6, second.driver)
    return { clock, wireClock, gpio, detach, driven: [first.driven, second.driven] as const, end: new AbortController() }
  }

  it('drive their devices in real time, low at first, whatever the speed of the program', async () => {
    const { clock, wireClock, gpio, driven, end } = board()
    await wireClock.advance(3)
    let left = 1
    const player = await gpio.waves(outputs, () => (left-- > 0 ? piece : null), end.signal)
    expect(driven).toEqual([[[0, 3_000]], [[0, 3_000]]])
    player.wake()
    await clock.advance(100_000)
    expect(driven[0]).toHaveLength(1)
    await wireClock.advance(100)
    expect(driven[0].slice(1)).toEqual([
      [1, 3_020],
      [0, 18_020],
    ])
    expect(driven[1].slice(1)).toEqual([[1, 10_020]])
    await player.rest()
  })

  it('are one user’s at a time, on pins that have a device and are free, and are given back at the end', async () => {
    const { gpio, end } = board()
    await expect(gpio.waves({ ...outputs, pins: [5, 7] }, () => null, end.signal)).rejects.toThrow('there is no simulated pin 7')
    const led = new AbortController()
    await gpio.output(6, 1, 'led', led.signal)
    await expect(gpio.waves(outputs, () => null, end.signal)).rejects.toThrow('pin 6 is in use by led')
    led.abort(new Error('over'))
    const player = await gpio.waves(outputs, () => piece, end.signal)
    player.wake()
    gpio.attach(7, wave(1).driver)
    const other = new AbortController()
    await expect(gpio.waves({ pins: [7], consumer: 'kitchen' }, () => null, other.signal)).rejects.toThrow(
      expect.objectContaining({
        name: 'DeviceError',
        message: 'the waves of pigpio are in use by hall, and there is only one set of them: put all gauges under one device',
      }),
    )
    await expect(gpio.output(5, 1, 'led', other.signal)).rejects.toThrow('pin 5 is in use by hall')
    end.abort(new Error('over'))
    await gpio.waves({ pins: [5, 6, 7], consumer: 'kitchen' }, () => null, other.signal)
  })

  it('stop at the end of the signal', async () => {
    const { wireClock, gpio, driven, end } = board()
    const player = await gpio.waves(outputs, () => piece, end.signal)
    player.wake()
    await wireClock.advance(8)
    end.abort(new Error('over'))
    await wireClock.advance(200)
    expect(driven.map((levels) => levels.length)).toEqual([2, 2])
    await expect(player.ended).rejects.toThrow('over')
  })

  it('end with the device of a pin', async () => {
    const { wireClock, gpio, detach, end } = board()
    const player = await gpio.waves(outputs, () => piece, end.signal)
    player.wake()
    detach()
    await wireClock.advance(50)
    await expect(player.ended).rejects.toThrow('pin 5 has gone: its simulated device was taken off')
  })
})

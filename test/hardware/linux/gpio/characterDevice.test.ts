import { describe, expect, it } from 'vitest'
import { characterDevice } from '../../../../src/hardware/linux/gpio/characterDevice.ts'
import { fakeClock } from '../../../support/fakeClock.ts'
import { type FakeChip, type FakeLine, fakeGpioKernel, lineEvent } from '../../../support/fakeGpioKernel.ts'
import { fakeLineThreads } from '../../../support/fakeLineThreads.ts'
import { listen } from '../../../support/listenedEdges.ts'

const path = '/dev/gpiochip4'
const wanted = { pin: 17, bias: 'up', steadyUs: 0, consumer: 'energy-monitor house' } as const

function board(chip: Partial<FakeChip> = {}) {
  const kernel = fakeGpioKernel({
    [path]: {
      name: 'gpiochip4',
      label: 'pinctrl-rp1',
      lines: 54,
      consumers: new Map([
        [8, 'spi0 CS0'],
        [9, ''],
      ]),
      ...chip,
    },
  })
  const clock = fakeClock()
  const end = new AbortController()
  const line = (): FakeLine => {
    const [open] = kernel.lines.values()
    if (open === undefined) throw new Error('no line is open')
    return open
  }
  const threads = fakeLineThreads(kernel)
  return { kernel, clock, end, line, threads, gpio: characterDevice(kernel, () => null, clock, threads.start) }
}

describe('an input of the character device', () => {
  it('is a request of its own with both edges, its bias and the name of its user, and never waits', async () => {
    const { gpio, end, line, kernel } = board()
    await gpio.input(wanted, end.signal)
    expect(line()).toMatchObject({ pin: 17, flags: 4 | 16 | 32 | 256, consumer: 'energy-monitor house', nonBlocking: true })
    expect(kernel.descriptors.size).toBe(1)
  })

  it('tells its edges every 10 ms, and every 100 ms that there were none', async () => {
    const { gpio, end, line, kernel, clock } = board()
    const { told } = listen(await gpio.input(wanted, end.signal))
    await clock.advance(15)
    line().events.push(lineEvent(1, 12_000_000n, 1), lineEvent(0, 13_000_000n, 2))
    kernel.now = 20_000
    await clock.advance(5)
    expect(told).toEqual([
      {
        edges: [
          { level: 1, atUs: 12_000 },
          { level: 0, atUs: 13_000 },
        ],
        lost: 0,
        untilUs: 18_000,
      },
    ])
    kernel.now = 115_000
    await clock.advance(90)
    expect(told).toHaveLength(1)
    await clock.advance(10)
    expect(told[1]).toEqual({ edges: [], lost: 0, untilUs: 113_000 })
  })

  it('drops a level that is too short by the time stamps of the kernel', async () => {
    const { gpio, end, line, kernel, clock } = board()
    const { told } = listen(await gpio.input({ ...wanted, steadyUs: 1_000 }, end.signal))
    line().events.push(lineEvent(1, 10_000_000n, 1), lineEvent(0, 10_200_000n, 2), lineEvent(1, 30_000_000n, 3))
    kernel.now = 40_000
    await clock.advance(10)
    expect(told.flatMap(({ edges }) => edges)).toEqual([{ level: 1, atUs: 30_000 }])
  })

  it('tells of lost edges also where none is left to tell', async () => {
    const { gpio, end, line, clock } = board()
    const { told } = listen(await gpio.input({ ...wanted, steadyUs: 1_000 }, end.signal))
    line().events.push(lineEvent(0, 10_000_000n, 8))
    await clock.advance(10)
    expect(told).toMatchObject([{ edges: [], lost: 7 }])
  })

  it('leaves in the buffer of the kernel what its user is too slow for', async () => {
    const { gpio, end, line, clock } = board()
    const { edges } = await gpio.input(wanted, end.signal)
    line().events.push(lineEvent(1, 1n, 1))
    await clock.advance(1_000)
    expect(line().events).toHaveLength(1)
    await edges[Symbol.asyncIterator]().next()
    expect(line().events).toHaveLength(0)
  })

  it('gives the pin back at once, and ends with the reason, whatever the line does', async () => {
    const { gpio, end, kernel, clock } = board()
    const { ended } = listen(await gpio.input(wanted, end.signal))
    await clock.advance(5)
    end.abort(new Error('asked to stop'))
    expect(kernel.descriptors.size).toBe(0)
    await clock.advance(10)
    expect(await ended).toBe('Error: asked to stop')
    await expect(gpio.input(wanted, end.signal)).rejects.toThrow('asked to stop')
    expect(kernel.descriptors.size).toBe(0)
  })

  it('fails when the chip is removed', async () => {
    const { gpio, end, kernel, clock } = board()
    const { ended } = listen(await gpio.input(wanted, end.signal))
    kernel.chips.clear()
    await clock.advance(10)
    expect(await ended).toBe('DeviceError: pin 17 has gone: its GPIO chip was removed')
  })

  it.each([
    ['does not exist', 54, {}, 'there is no pin 54: pinctrl-rp1 (/dev/gpiochip4) has 0 to 53'],
    ['is taken', 8, {}, 'pin 8 is in use by spi0 CS0: end it there, or wire the device to another pin'],
    ['is taken by one that gives no name', 9, {}, 'pin 9 is in use by another program: end it there, or wire the device to another pin'],
    ['has no interrupt', 17, { refusesLines: 'ENXIO' }, 'pin 17 of /dev/gpiochip4 tells no edges: wire the device to another pin'],
    ['is refused', 17, { refusesLines: 'EINVAL' }, 'pin 17 of /dev/gpiochip4 cannot be used: EINVAL'],
    [
      'is not permitted',
      17,
      { refusesLines: 'EPERM' },
      'no permission to use pin 17: add the user to the group gpio (sudo usermod -aG gpio USER, then log in again), or, where this is the app of Home Assistant, install it again: its configuration gives it the pins',
    ],
    ['goes while it is opened', 17, { refusesLines: 'ENODEV' }, 'pin 17 has gone: its GPIO chip was removed'],
  ])('says what to do where the pin %s, and leaves nothing open', async (_, pin, chip, message) => {
    const { gpio, end, kernel } = board(chip)
    await expect(gpio.input({ ...wanted, pin }, end.signal)).rejects.toThrow(expect.objectContaining({ name: 'DeviceError', message }))
    expect(kernel.descriptors.size).toBe(0)
  })
})

describe('an output of the character device', () => {
  it('drives its level from the request on, then each that is set, until its signal', async () => {
    const { gpio, end, line, kernel } = board()
    const output = await gpio.output(5, 1, 'led', end.signal)
    const levels = [line().level]
    for (const level of [0, 1] as const) {
      output.set(level)
      levels.push(line().level)
    }
    expect([levels, line().flags, line().consumer]).toEqual([[1, 0, 1], 8, 'led'])
    end.abort(new Error('asked to stop'))
    expect(kernel.descriptors.size).toBe(0)
    expect(() => output.set(1)).toThrow('asked to stop')
  })

  it('fails when the chip is removed', async () => {
    const { gpio, end, kernel } = board()
    const output = await gpio.output(5, 1, 'led', end.signal)
    kernel.chips.clear()
    expect(() => output.set(0)).toThrow(
      expect.objectContaining({ name: 'DeviceError', message: 'pin 5 has gone: its GPIO chip was removed' }),
    )
  })
})

describe('outputs of the character device that are driven together', () => {
  const outputs = { pins: [4, 17, 26], consumer: 'energy-monitor gauges' } as const
  const piece = { durationUs: 1_000, changes: [{ pin: 17, level: 1, atUs: 500 }] } as const
  const sentenceOf = (ended: Promise<unknown>) => ended.catch(String)

  it('are one request, all low, that bears the name of its user', async () => {
    const { gpio, end, line, kernel } = board()
    const player = await gpio.waves(outputs, () => null, end.signal)
    expect([...line().levels]).toEqual([
      [4, 0],
      [17, 0],
      [26, 0],
    ])
    expect([line().flags, line().consumer, kernel.descriptors.size, player.exact]).toEqual([8, 'energy-monitor gauges', 1, false])
  })

  it('are asked for nothing before they are woken, then change as was said', async () => {
    const { gpio, end, line, threads } = board()
    const pieces = [piece]
    const player = await gpio.waves(outputs, () => pieces.pop() ?? null, end.signal)
    expect(threads.posted).toEqual([])
    player.wake()
    const resting = player.rest()
    threads.playAll()
    await resting
    expect([...line().levels.values()]).toEqual([0, 1, 0])
  })

  it.each([
    ['does not exist', [4, 54], 'there is no pin 54: pinctrl-rp1 (/dev/gpiochip4) has 0 to 53'],
    ['is taken', [4, 8, 17], 'pin 8 is in use by spi0 CS0: end it there, or wire the device to another pin'],
  ])('are refused in a sentence about the pin that %s, and leave nothing open', async (_, pins, message) => {
    const { gpio, end, kernel, threads } = board()
    await expect(gpio.waves({ pins, consumer: 'gauges' }, () => null, end.signal)).rejects.toThrow(
      expect.objectContaining({ name: 'DeviceError', message }),
    )
    expect([kernel.descriptors.size, threads.story]).toEqual([0, []])
  })

  it('are given back when the signal is aborted, after the thread has let go of them', async () => {
    const { gpio, end, kernel, threads } = board()
    const player = await gpio.waves(outputs, () => piece, end.signal)
    player.wake()
    end.abort(new Error('asked to stop'))
    expect([kernel.descriptors.size, threads.story]).toEqual([0, ['started with 1 open', 'ended with 1 open']])
    expect(await sentenceOf(player.ended)).toBe('Error: asked to stop')
    expect(await sentenceOf(player.rest())).toBe('Error: asked to stop')
  })

  it('are asked for nothing after their end', async () => {
    const { gpio, end, threads } = board()
    const asked: boolean[] = []
    const player = await gpio.waves(outputs, (joined) => (asked.push(joined), null), end.signal)
    player.wake()
    threads.playAll()
    end.abort(new Error('asked to stop'))
    player.wake()
    expect(asked).toEqual([false])
  })

  it('are given back when the signal is aborted before the thread plays', async () => {
    const { gpio, end, kernel, threads } = board()
    threads.isSilent = true
    const opening = gpio.waves(outputs, () => piece, end.signal)
    end.abort(new Error('asked to stop'))
    await expect(opening).rejects.toThrow('asked to stop')
    expect(kernel.descriptors.size).toBe(0)
  })

  it('fail when the chip is removed while they play', async () => {
    const { gpio, end, kernel, threads } = board()
    const player = await gpio.waves(outputs, () => piece, end.signal)
    player.wake()
    kernel.chips.clear()
    threads.playAll()
    expect(await sentenceOf(player.ended)).toBe('DeviceError: pin 4 has gone: its GPIO chip was removed')
    expect([kernel.descriptors.size, threads.story.at(-1)]).toEqual([0, 'ended with 1 open'])
  })

  it('fail with what the plan throws, and with the death of the thread', async () => {
    const { gpio, end, threads, kernel } = board()
    const planless = await gpio.waves(
      outputs,
      () => {
        throw new Error('no plan')
      },
      end.signal,
    )
    planless.wake()
    expect(await sentenceOf(planless.ended)).toBe('Error: no plan')
    const other = await gpio.waves({ pins: [5], consumer: 'other' }, () => piece, end.signal)
    threads.die(new Error('the thread that plays pieces ended: code 1'))
    expect(await sentenceOf(other.ended)).toBe('Error: the thread that plays pieces ended: code 1')
    expect(kernel.descriptors.size).toBe(0)
  })
})

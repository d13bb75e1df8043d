import { describe, expect, it, onTestFinished } from 'vitest'
import { pigpioGpio } from '../../../../src/hardware/linux/gpio/pigpio.ts'
import { pipes } from '../../../../src/hardware/linux/gpio/pipes.ts'
import { fakeClock } from '../../../support/fakeClock.ts'
import { FakePigpio } from '../../../support/fakePigpio.ts'
import { listen } from '../../../support/listenedEdges.ts'

const wanted = { pin: 17, bias: 'up', steadyUs: 0, consumer: 'house' } as const
const high = 1 << 17

function board(consumers: Readonly<Record<number, string>> = {}) {
  const library = new FakePigpio()
  const end = new AbortController()
  onTestFinished(() => {
    end.abort(new Error('over'))
    library.remove()
  })
  let started = 0
  const clock = fakeClock()
  const gpio = pigpioGpio({ library, pipes, clock, consumerOf: (pin) => consumers[pin] ?? null }, () => (started += 1))
  return { library, end, clock, gpio, started: () => started }
}

describe('an input of pigpio', () => {
  it('is set up before its level is read, and reported alone', async () => {
    const { gpio, library, end } = board()
    library.levels = high
    const { level } = await gpio.input({ ...wanted, steadyUs: 2_000 }, end.signal)
    expect(level).toBe(1)
    expect(library.calls).toEqual(['interfaces 3', 'clock 5 1', 'initialize', 'mode 17 0', 'bias 17 2', 'filter 17 2000', `notify ${high}`])
  })

  it('is reported by the bit of its pin, also of the last one', async () => {
    const { gpio, library, end, clock } = board()
    const { told } = listen(await gpio.input({ ...wanted, pin: 31 }, end.signal))
    library.report({ tick: 10, levels: 2 ** 31 }, { tick: 20, levels: high })
    await clock.advance(10)
    expect(library.calls.at(-1)).toBe(`notify ${2 ** 31}`)
    expect(told[0]?.edges).toEqual([
      { level: 1, atUs: 10 },
      { level: 0, atUs: 20 },
    ])
  })

  it('tells the times of its edges across the end of the ticks', async () => {
    const { gpio, library, end, clock } = board()
    library.tick = 0xffff_ff00
    const { told } = listen(await gpio.input(wanted, end.signal))
    library.report({ tick: 0xffff_fff0, levels: high }, { tick: 0x10, levels: 0 })
    library.tick = 0x20
    await clock.advance(10)
    const [first, second] = told[0]?.edges ?? []
    expect((second?.atUs ?? 0) - (first?.atUs ?? 0)).toBe(0x20)
  })

  it('tells when an edge was, not when the filter was done with it', async () => {
    const { gpio, library, end, clock } = board()
    const { told } = listen(await gpio.input({ ...wanted, steadyUs: 2_000 }, end.signal))
    library.report({ tick: 12_000, levels: high })
    library.tick = 500_000
    await clock.advance(10)
    expect(told).toEqual([{ edges: [{ level: 1, atUs: 10_000 }], lost: 0, untilUs: 500_000 - 120_000 - 2_000 }])
  })

  it('filters beyond what pigpio can by itself', async () => {
    const { gpio, library, end, clock } = board()
    const { told } = listen(await gpio.input({ ...wanted, steadyUs: 500_000 }, end.signal))
    expect(library.calls).toContain('filter 17 300000')
    library.report({ tick: 1_300_000, levels: high }, { tick: 1_700_000, levels: 0 }, { tick: 3_300_000, levels: high })
    library.tick = 4_500_000
    await clock.advance(10)
    expect(told[0]?.edges).toEqual([{ level: 1, atUs: 3_000_000 }])
  })

  it('counts what found the pipe full, also where the numbers of 16 bits begin again', async () => {
    const { gpio, library, end, clock } = board()
    const { told } = listen(await gpio.input(wanted, end.signal))
    library.report({ tick: 1, levels: high, lost: 2 }, { tick: 2, levels: 0 }, { tick: 3, levels: high, lost: 65_530 })
    library.report({ tick: 4, levels: 0 }, { tick: 5, levels: high }, { tick: 6, levels: 0 })
    await clock.advance(10)
    expect([told[0]?.lost, told[0]?.edges.length]).toEqual([65_532, 6])
  })

  it('takes a sign of life for no edge and no loss', async () => {
    const { gpio, library, end, clock } = board()
    const { told } = listen(await gpio.input(wanted, end.signal))
    library.report({ tick: 1, levels: high }, { tick: 60_000_001, levels: 0, flags: 64 }, { tick: 60_000_002, levels: 0 })
    await clock.advance(10)
    expect(told[0]).toMatchObject({
      edges: [
        { level: 1, atUs: 1 },
        { level: 0, atUs: 60_000_002 },
      ],
      lost: 0,
    })
  })

  it('takes in all of a full pipe at once', async () => {
    const { gpio, library, end, clock } = board()
    const { told } = listen(await gpio.input(wanted, end.signal))
    library.report(...Array.from({ length: 5_000 }, (_, i) => ({ tick: i, levels: i % 2 === 0 ? high : 0 })))
    await clock.advance(10)
    expect(told[0]?.edges).toHaveLength(5_000)
  })

  it('fails when pigpio gives its pipe up', async () => {
    const { gpio, library, end, clock } = board()
    const { ended } = listen(await gpio.input(wanted, end.signal))
    library.closePipe()
    await clock.advance(10)
    expect(await ended).toBe('DeviceError: pin 17 failed: pigpio has closed its pipe')
  })

  it.each([
    ['there is none of that number', { pin: 32 }, {}, 'there is no pin 32: pigpio has 0 to 31'],
    ['the kernel uses it', { pin: 8 }, { 8: 'spi0 CS0' }, 'pin 8 is in use by spi0 CS0: end it there, or wire the device to another pin'],
  ])('says what to do where %s', async (_, pin, consumers, message) => {
    const { gpio, end, library } = board(consumers)
    await expect(gpio.input({ ...wanted, ...pin }, end.signal)).rejects.toThrow(expect.objectContaining({ name: 'DeviceError', message }))
    expect(library.calls).toEqual([])
  })

  it('is one device at a time', async () => {
    const { gpio, end } = board()
    await gpio.input(wanted, end.signal)
    await expect(gpio.output(17, 0, 'led', end.signal)).rejects.toThrow('pin 17 is in use by house')
  })
})

describe('an output of pigpio', () => {
  it('drives its level at once, then each that is set, and is an input again at its end', async () => {
    const { gpio, end, library } = board()
    const output = await gpio.output(5, 1, 'led', end.signal)
    output.set(0)
    end.abort(new Error('asked to stop'))
    expect(library.calls.slice(3)).toEqual(['write 5 1', 'write 5 0', 'mode 5 0', 'terminate'])
    expect(() => output.set(1)).toThrow('asked to stop')
  })
})

describe('pigpio', () => {
  it('starts with the first pin, without a door to the network, and ends with the last', async () => {
    const { gpio, library, started } = board()
    const exits = process.listenerCount('exit')
    const [first, second] = [new AbortController(), new AbortController()]
    await gpio.input(wanted, first.signal)
    await gpio.input({ ...wanted, pin: 18 }, second.signal)
    first.abort(new Error('over'))
    expect(library.calls.filter((call) => /initialize|terminate/.test(call))).toEqual(['initialize'])
    second.abort(new Error('over'))
    expect(library.calls.slice(-4)).toEqual(['stop', 'close', 'filter 18 0', 'terminate'])
    const third = new AbortController()
    await gpio.input(wanted, third.signal)
    third.abort(new Error('over'))
    expect(library.calls.filter((call) => /interfaces|initialize|terminate/.test(call))).toEqual([
      'interfaces 3',
      'initialize',
      'terminate',
      'interfaces 3',
      'initialize',
      'terminate',
    ])
    expect(started()).toBe(2)
    expect(process.listenerCount('exit')).toBe(exits)
  })

  it.each(['isFull', 'hasNoPipe'] as const)('ends with its only pin where that cannot be reported (%s)', async (what) => {
    const { gpio, library, end } = board()
    library[what] = true
    await expect(gpio.input(wanted, end.signal)).rejects.toThrow(expect.objectContaining({ name: 'DeviceError' }))
    expect(library.calls.at(-1)).toBe('terminate')
    library[what] = false
    await gpio.input(wanted, end.signal)
  })

  it('ends with a pin that is given back while it is opened', async () => {
    const { gpio, library, end } = board()
    const opening = gpio.input(wanted, end.signal)
    end.abort(new Error('asked to stop'))
    await expect(opening).rejects.toThrow('asked to stop')
    expect(library.calls.slice(-2)).toEqual(['close', 'terminate'])
  })

  it('is not held by a pin that could not be opened', async () => {
    const { gpio, library, end } = board()
    library.refuses = true
    await expect(gpio.input(wanted, end.signal)).rejects.toThrow(
      'pigpio does not start (pigpio error -1 in gpioInitialise): is pigpiod running',
    )
    library.refuses = false
    await gpio.input(wanted, end.signal)
    expect(library.calls).toContain('initialize')
  })
})

import { describe, expect, test } from 'vitest'
import { Garbled, LineError, Silence } from '../../../src/protocols/modbus/modbus.ts'
import { benchedBus, characterMs, port, readingMs, settleMs } from '../../support/benchedBus.ts'
import { flipped, inPieces, late, lost, noFault } from '../../support/faultyLines.ts'
import { played } from '../../support/played.ts'
import { registerSlave, registersOf } from '../../support/registerSlave.ts'

describe('a bus', () => {
  test('carries one exchange at a time, in turn, with the silence of 3.5 characters before each', async () => {
    const { device, took } = benchedBus(3, 4, 5, 6, 7, 8)
    const all = Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((address) => device(address).readInput(0, 10)))
    const tookMs = await took(all)
    expect(await all).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((address) => registersOf(address, 0, 10)))
    expect(tookMs).toBeGreaterThanOrEqual(8 * readingMs + 7 * 3.5 * characterMs + settleMs)
    expect(tookMs).toBeLessThan(8 * readingMs + 7 * 3.5 * characterMs + settleMs + 2)
  })

  test('is not held up by a late reply: it counts for nobody, and the others go on', async () => {
    const { device, play, lines } = benchedBus()
    lines.fault = late(200)
    await expect(play(device(1).readInput(0, 10))).rejects.toThrow(Silence)
    lines.fault = noFault
    expect(await play(device(2).readInput(0, 10))).toEqual(registersOf(2, 0, 10))
    expect(await play(device(1).readInput(5, 10))).toEqual(registersOf(1, 5, 10))
  })

  test('does not take a late reply for that to the next request to the same address', async () => {
    const { device, play, lines } = benchedBus()
    lines.fault = late(700)
    await expect(play(device(1).readHolding(1, 1))).rejects.toThrow(Silence)
    lines.fault = noFault
    expect(await play(device(1).readHolding(2, 1))).toEqual(registersOf(1, 2, 1))
  })

  test('nor for that to a request that was waiting already', async () => {
    const { device, play, lines } = benchedBus()
    const waiting = device(1).readHolding(1, 1)
    const next = device(1).readHolding(2, 1)
    lines.fault = late(250)
    await expect(play(waiting)).rejects.toThrow(Silence)
    lines.fault = lost
    await expect(play(next)).rejects.toThrow(Silence)
  })

  test('nor when noise came in its place', async () => {
    const { device, play, lines } = benchedBus()
    lines.fault = (bytes) => [
      { afterMs: 0, bytes: Uint8Array.of(0, 1, 2) },
      { afterMs: 500, bytes },
    ]
    await expect(play(device(1).readHolding(1, 1))).rejects.toThrow(Garbled)
    lines.fault = noFault
    expect(await play(device(1).readHolding(2, 1))).toEqual(registersOf(1, 2, 1))
  })

  test('is drained until it has been quiet for 30 ms after a damaged reply', async () => {
    const { device, play, took, lines } = benchedBus()
    await play(device(1).readInput(0, 1))
    lines.fault = (bytes) => [...flipped(77)(bytes), { afterMs: 20, bytes: Uint8Array.of(1, 2, 3) }]
    await expect(play(device(1).readInput(0, 10))).rejects.toThrow(Garbled)
    lines.fault = noFault
    const tookMs = await took(device(2).readInput(0, 10))
    expect(tookMs).toBeGreaterThanOrEqual(20 + settleMs + readingMs - 2)
    expect(tookMs).toBeLessThan(20 + settleMs + readingMs + 5)
  })

  test('leaves an address alone after a failure for less than a second, and no other one', async () => {
    const { device, play, took, lines } = benchedBus()
    lines.fault = lost
    await expect(play(device(1).readInput(0, 10))).rejects.toThrow(Silence)
    lines.fault = noFault
    const [again, other] = [device(1).readInput(0, 10), device(2).readInput(0, 10)]
    expect(await took(other)).toBeLessThan(readingMs + 5)
    expect(await took(again)).toBeLessThan(1000 - 200)
    expect(await again).toEqual(registersOf(1, 0, 10))
  })

  test('that is never silent is told, not waited for for ever', async () => {
    const { clock, device, play, lines } = benchedBus()
    lines.fault = inPieces(1, 20)
    const first = device(1).readInput(0, 50)
    await expect(play(first)).rejects.toThrow(Garbled)
    await expect(play(device(2).readInput(0, 1))).rejects.toThrow('is never silent')
    expect(clock.monotonicMs()).toBeLessThan(2000)
  })
})

describe('a port', () => {
  test('is opened by the first request, once for all its devices and names, and freed with the last signal', async () => {
    const { device, play, lines, stop } = benchedBus()
    const other = new AbortController()
    lines.link('/dev/serial/by-id/adapter', port)
    const [one, two] = [device(1), device(2, '/dev/serial/by-id/adapter', other.signal)]
    expect(lines.opened).toEqual([])
    await play(Promise.all([one.readInput(0, 1), two.readInput(0, 1)]))
    expect(lines.opened).toEqual([port])
    stop.abort()
    await play(two.readInput(0, 1))
    expect(lines.opened).toEqual([port])
    expect(lines.openCount()).toBe(1)
    other.abort()
    expect(lines.openCount()).toBe(0)
  })

  test('is opened again by a device that starts again', async () => {
    const { device, play, lines, stop } = benchedBus()
    await play(device(1).readInput(0, 1))
    stop.abort()
    expect(await play(device(1, port, new AbortController().signal).readInput(0, 1))).toEqual(registersOf(1, 0, 1))
    expect(lines.opened).toEqual([port, port])
  })

  test('is freed at once in the middle of a request, which ends with the reason of the signal', async () => {
    const { clock, device, lines, stop } = benchedBus()
    const waiting = [device(1).readInput(0, 10), device(2).readInput(0, 10)].map((work) => work.catch((error: unknown) => error))
    await clock.advance(settleMs + 5)
    expect(lines.openCount()).toBe(1)
    const reason = new Error('stopped')
    stop.abort(reason)
    expect(await Promise.all(waiting)).toEqual([reason, reason])
    expect(lines.openCount()).toBe(0)
    await expect(device(1).readInput(0, 10)).rejects.toBe(reason)
  })

  test('that is freed in the middle of a request can be asked again at once, and the reply to that request counts for nobody', async () => {
    const { clock, device, play, lines, stop } = benchedBus()
    lines.fault = late(100)
    const left = device(1)
      .readHolding(1, 1)
      .catch((error: unknown) => error)
    await clock.advance(settleMs + 5)
    stop.abort()
    const again = device(1, port, new AbortController().signal).readHolding(2, 1)
    const other = device(2, port, new AbortController().signal).readHolding(3, 1)
    await left
    expect(await play(Promise.all([again, other]))).toEqual([registersOf(1, 2, 1), registersOf(2, 3, 1)])
  })

  test('that breaks fails what is on it and what waits for it with its error, and the next request starts clean', async () => {
    const { clock, device, play, lines } = benchedBus()
    const waiting = [device(1).readInput(0, 10), device(2).readInput(0, 10)].map((work) => work.catch((error: unknown) => error))
    await clock.advance(settleMs + 5)
    lines.unplug(true)
    const failures = await play(Promise.all(waiting))
    expect(failures[0]).toBeInstanceOf(LineError)
    expect(failures).toMatchObject([{ message: 'the adapter was unplugged' }, { message: 'the adapter was unplugged' }])
    await expect(play(device(1).readInput(0, 10))).rejects.toThrow(new LineError(`there is no port ${port}`))
    lines.plugIn()
    expect(await play(device(1).readInput(0, 10))).toEqual(registersOf(1, 0, 10))
  })

  test('that broke while nobody asked costs no reading', async () => {
    const { device, play, lines } = benchedBus()
    await play(device(1).readInput(0, 1))
    lines.unplug(true)
    lines.plugIn()
    expect(await play(device(1).readInput(0, 1))).toEqual(registersOf(1, 0, 1))
  })

  test('that went deaf without a word is opened anew within 6 s', async () => {
    const { clock, device, play, lines } = benchedBus()
    const meter = device(1)
    await play(meter.readInput(0, 1))
    lines.unplug(false)
    lines.plugIn()
    const startMs = clock.monotonicMs()
    const poll = () => meter.readInput(0, 1).catch((error: unknown) => error)
    while ((await play(poll())) instanceof Silence) await clock.advance(1000)
    expect(clock.monotonicMs() - startMs).toBeLessThan(8000)
    expect(lines.opened).toEqual([port, port])
  })

  test('is given up when its name leads nowhere any more', async () => {
    const { device, play, lines } = benchedBus()
    lines.link('by-id', port)
    const meter = device(1, 'by-id')
    await play(meter.readInput(0, 1))
    lines.link('by-id', 'nowhere')
    await expect(play(meter.readInput(0, 1))).rejects.toThrow(LineError)
    expect(lines.openCount()).toBe(0)
  })

  test('that was given up while it was being opened is closed again', async () => {
    const { clock, device, lines, stop } = benchedBus()
    lines.openMs = 3000
    const reason = new Error('stopped')
    const reading = device(1)
      .readInput(0, 1)
      .catch((error: unknown) => error)
    await clock.advance(1000)
    stop.abort(reason)
    expect(await reading).toBe(reason)
    await clock.advance(5000)
    expect([lines.opened, lines.openCount()]).toEqual([[port], 0])
  })

  test('is opened again only when it is free', async () => {
    const { device, play, lines, stop } = benchedBus()
    lines.closeMs = 500
    await play(device(1).readInput(0, 1))
    stop.abort()
    expect(await play(device(1, port, new AbortController().signal).readInput(0, 1))).toEqual(registersOf(1, 0, 1))
  })

  test('is followed to where its name leads now', async () => {
    const { bus, device, play, lines } = benchedBus()
    bus.attach('/dev/ttyUSB1', registerSlave(5))
    lines.link('by-id', port)
    const meter = device(1, 'by-id')
    await play(meter.readInput(0, 1))
    lines.link('by-id', '/dev/ttyUSB1')
    await expect(play(meter.readInput(0, 1))).rejects.toThrow(Silence)
    expect(await play(device(5, 'by-id').readInput(0, 1))).toEqual(registersOf(5, 0, 1))
    expect([lines.opened, lines.openCount()]).toEqual([[port, '/dev/ttyUSB1'], 1])
  })

  test('serves 247 devices that one signal ends', async () => {
    const { clock, buses, stop } = benchedBus()
    const warnings: string[] = []
    const warned = ({ message }: Error) => void warnings.push(message)
    process.on('warning', warned)
    const scan = Array.from({ length: 247 }, (_, at) => buses.device(port, at + 1, stop.signal, { timeoutMs: 180 }).readInput(0, 10))
    const found = await played(clock, Promise.allSettled(scan), 60_000, 50)
    expect(found.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    process.off('warning', warned)
    expect(warnings).toEqual([])
  })
})

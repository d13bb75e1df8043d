import { stat } from 'node:fs/promises'
import { describe, expect, it, type TestContext } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import { partsOf } from './support/parts.ts'
import { emulatedSpi, type EmulatedSpiOptions } from './support/spidev/emulatedSpi.ts'
import { startSpidevClient } from './support/spidevClient.ts'

const board = '/dev/spidev0.0'
const [first, second] = [
  { bus: 0, device: 0 },
  { bus: 0, device: 1 },
]
const frameOf = (channel: number): number[] => [6 | (channel >> 2), (channel & 3) << 6, 0]
const valueOf = ([, high = 0, low = 0]: readonly number[]): number => ((high & 15) << 8) | low
const times = (count: number, channel = 0): number[][] => Array.from({ length: count }, () => frameOf(channel))

const steady = Object.fromEntries(Array.from({ length: 8 }, (_, channel) => [channel, { biasCounts: 500 * channel + 7 }]))

async function emulated(test: TestContext, options: EmulatedSpiOptions = { devices: { [board]: { channels: steady } } }) {
  const spi = await partsOf(test).spi(options)
  const client = startSpidevClient(spi.env)
  test.onTestFinished(() => client.stop())
  return { spi, client }
}

describe.skipIf(!isAvailable('umockdev'))('an emulated SPI device behind the real spi-device', () => {
  it('answers every channel in one message', async (test) => {
    const { client } = await emulated(test)
    await client.open(first)
    const { received } = await client.transfer(first, [0, 1, 2, 3, 4, 5, 6, 7].map(frameOf))
    expect(received.map(valueOf)).toEqual([7, 507, 1007, 1507, 2007, 2507, 3007, 3507])
  })

  it('tells what it has seen', async (test) => {
    const { spi, client } = await emulated(test)
    await client.open(first)
    await client.transfer(first, [frameOf(0), frameOf(5), frameOf(0)])
    await client.transfer(first, [frameOf(0), frameOf(5), frameOf(0)])
    const { gapsUs, latenessUs, ...seen } = await spi.seen(board)
    expect(seen).toEqual({
      opened: 1,
      messages: 2,
      conversions: 6,
      errors: {},
      frames: { '060000': 4, '074000': 2 },
      shapes: [
        {
          mode: 0,
          bitsPerWord: 8,
          maxSpeedHz: 1_000_000,
          speedHz: '1000000*3',
          bytes: '3*3',
          delayUs: '0*3',
          chipSelectChange: 'true*2 false*1',
          messages: 2,
        },
      ],
    })
    expect(gapsUs).toEqual([expect.toSatisfy((gapUs: number) => gapUs > 0)])
    expect(latenessUs.every((us) => us >= 0)).toBe(true)
    await spi.forget(board)
    expect(await spi.seen(board)).toMatchObject({ opened: 0, messages: 0, shapes: [], gapsUs: [] })
  })

  it('converts each sample at its own instant', async (test) => {
    const wave = { biasCounts: 2048, amplitudeCounts: 1800, frequencyHz: 400 }
    const { client } = await emulated(test, { devices: { [board]: { channels: { 3: wave } } } })
    await client.open(first)
    const { beganUs, endedUs, received } = await client.transfer(first, times(32, 3))
    // 24 clocks and 1 us of chip select each; a sample is held at the end of the 11th clock.
    const expected = (startUs: number, index: number) => 2048 + 1800 * Math.sin(2 * Math.PI * 400e-6 * (startUs + 25 * index + 11))
    const fits = (startUs: number) => received.every((bytes, index) => Math.abs(valueOf(bytes) - expected(startUs, index)) < 1)
    const latestUs = endedUs - 32 * 25 - beganUs
    const starts = Array.from({ length: Math.ceil(latestUs / 0.1) }, (_, step) => beganUs + 0.1 * step)
    expect(starts.some(fits), 'no instant within the call explains what came back').toBe(true)
  })

  it('takes as long as the wire does', async (test) => {
    const { spi, client } = await emulated(test)
    await client.open(first)
    for (let call = 0; call < 50; call++) {
      const { beganUs, endedUs } = await client.transfer(first, times(32))
      expect(endedUs - beganUs).toBeGreaterThanOrEqual(32 * 25)
    }
    const { latenessUs } = await spi.seen(board)
    expect(latenessUs).toHaveLength(50)
    expect(Math.min(...latenessUs)).toBeGreaterThanOrEqual(0)
  })

  it('takes 32 conversions in a message and refuses 33, as a 64-bit Pi', async (test) => {
    const { spi, client } = await emulated(test)
    await client.open(first)
    expect((await client.transfer(first, times(32))).received).toHaveLength(32)
    await expect(client.transfer(first, times(33))).rejects.toThrow('EMSGSIZE')
    expect(await spi.seen(board)).toMatchObject({ messages: 1, conversions: 32, errors: { EMSGSIZE: 1 } })
  })

  it('takes 511 at most with a larger buffer, whose size it tells as the kernel does', async (test) => {
    const { client } = await emulated(test, { bufsiz: 65_536, devices: { [board]: { channels: steady } } })
    await client.open(first)
    expect(await client.read('/sys/module/spidev/parameters/bufsiz')).toBe('65536\n')
    expect((await client.transfer(first, times(511, 2))).received.map(valueOf)).toEqual(Array.from({ length: 511 }, () => 1007))
    await expect(client.transfer(first, times(512))).rejects.toThrow('EINVAL')
  })

  it('knows no words but of 8 bits', async (test) => {
    const { client } = await emulated(test)
    await expect(client.open(first, { bitsPerWord: 9 })).rejects.toThrow('EINVAL')
  })

  it('is not there where it is not emulated', async (test) => {
    const { client } = await emulated(test)
    await expect(client.open({ bus: 250, device: 0 })).rejects.toThrow('ENOENT')
  })

  it('goes on with the same sample where chip select stays low', async (test) => {
    const { client } = await emulated(test)
    await client.open(first)
    const { received } = await client.transfer(first, [frameOf(1), frameOf(2), frameOf(3)], [false, true, false])
    expect(received.map(valueOf)).not.toContain(1007)
    expect(received.map(valueOf).at(-1)).toBe(1507)
  })

  it('carries one message at a time on a bus', async (test) => {
    const options = { bufsiz: 65_536, devices: { [board]: { channels: {} }, '/dev/spidev0.1': { channels: {} } } }
    const { spi, client } = await emulated(test, options)
    const neighbour = startSpidevClient(spi.env)
    test.onTestFinished(() => neighbour.stop())
    await Promise.all([client.open(first), neighbour.open(second)])
    const long = { batch: 511, underWay: 1, seconds: 1 }
    const streams = await Promise.all([client.stream(first, long), neighbour.stream(second, long)])
    expect(streams[0].conversions + streams[1].conversions).toBeLessThan(40_000 * (streams[0].seconds + streams[1].seconds) * 0.6)
  })

  it('has each of several chips by itself', async (test) => {
    const [other, far] = ['/dev/spidev0.1', '/dev/spidev1.0']
    const [channels, farChannels] = [{ 0: { biasCounts: 4000 } }, { 0: { biasCounts: 300 } }]
    const { spi, client } = await emulated(test, {
      devices: { [board]: { channels: steady }, [other]: { channels }, [far]: { channels: farChannels } },
    })
    await client.open(first)
    await client.open(second)
    await client.open({ bus: 1, device: 0 })
    expect((await client.transfer({ bus: 1, device: 0 }, times(1))).received.map(valueOf)).toEqual([300])
    expect((await client.transfer(second, times(2))).received.map(valueOf)).toEqual([4000, 4000])
    expect((await client.transfer(first, times(1))).received.map(valueOf)).toEqual([7])
    expect([(await spi.seen(board)).conversions, (await spi.seen(other)).conversions]).toEqual([1, 2])
  })

  it('follows what the test sets, and shows damage', async (test) => {
    const { spi, client } = await emulated(test)
    const read = async () => (await client.transfer(first, [frameOf(1), frameOf(2)])).received
    await client.open(first)
    await spi.set(board, { channels: { 1: { biasCounts: 9000 } } })
    expect((await read()).map(valueOf)).toEqual([4095, 1007])
    await spi.set(board, { fault: 'dead ones' })
    expect((await read()).flat()).toEqual([255, 255, 255, 255, 255, 255])
    await spi.set(board, { fault: 'dead zeros' })
    expect((await read()).flat()).toEqual([0, 0, 0, 0, 0, 0])
    await spi.set(board, { fault: 'null bit set' })
    expect((await read()).map(([, high = 0]) => high & 0x10)).toEqual([0x10, 0x10])
    await spi.set(board, { fault: null, stuckChannel: 2 })
    expect((await read()).map(valueOf)).toEqual([1007, 1007])
  })

  it.for([
    ['ENODEV', 'ENODEV'],
    // spi-device has no name for this one.
    ['ESHUTDOWN', 'transport endpoint shutdown'],
  ] as const)('goes away with %s in the middle, and comes back to be opened anew', async ([error, sentence], test) => {
    const { spi, client } = await emulated(test)
    await client.open(first)
    const streaming = client.stream(first, { batch: 32, underWay: 2, seconds: 30 })
    streaming.catch(() => undefined)
    await expect.poll(async () => (await spi.seen(board)).messages).toBeGreaterThan(10)
    await spi.unplug(board, error)
    await expect(streaming).rejects.toThrow(sentence)
    await expect(client.transfer(first, times(1))).rejects.toThrow(sentence)
    await client.close(first)
    await expect(client.open(first)).rejects.toThrow('ENOENT')
    await spi.plug(board)
    await client.open(first)
    expect((await client.transfer(first, times(1, 4))).received.map(valueOf)).toEqual([2007])
  })

  it('keeps up with the wire', async (test) => {
    const { spi, client } = await emulated(test)
    await client.open(first)
    const rates: number[] = []
    for (const underWay of [1, 2]) {
      await spi.forget(board)
      const { conversions, seconds, mean } = await client.stream(first, { batch: 32, underWay, seconds: 3 })
      const { gapsUs, latenessUs } = await spi.seen(board)
      const figures = [
        `${underWay} handed over:`,
        `${Math.round(conversions / seconds)} conversions/s,`,
        told('gap', gapsUs),
        told('late', latenessUs),
      ]
      console.log(figures.join(' '))
      expect(mean).toBeCloseTo(1757, 6)
      rates.push(conversions / seconds)
    }
    // The wire allows 40 000. Twice a half of that leaves room for a busy machine.
    expect(Math.max(...rates)).toBeGreaterThan(15_000)
  })

  it('removes its folder', async () => {
    let folder = ''
    {
      await using spi = await emulatedSpi({ devices: { [board]: { channels: {} } } })
      folder = spi.env['UMOCKDEV_DIR'] ?? ''
      expect((await stat(folder)).isDirectory()).toBe(true)
    }
    await expect(stat(folder)).rejects.toThrow('ENOENT')
  })

  it.skipIf(!isAvailable('mosquitto'))(
    'leaves the rest of the program alone: a broker is reached while samples are taken',
    async (test) => {
      const broker = await partsOf(test).mosquitto()
      const { client } = await emulated(test)
      await client.open(first)
      const streaming = client.stream(first, { batch: 32, underWay: 2, seconds: 1 })
      expect(await client.mqtt(broker.url)).toBe('heard')
      expect((await streaming).mean).toBeCloseTo(1757, 6)
    },
  )
})

function told(what: string, timesUs: readonly number[]): string {
  const sorted = timesUs.toSorted((a, b) => a - b)
  const [median, high] = [0.5, 0.99].map((share) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN))
  return `${what} ${median} us (p50) ${high} us (p99)`
}

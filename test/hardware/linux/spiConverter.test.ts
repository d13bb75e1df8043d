import { describe, expect, test } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import { spiConverters } from '../../../src/hardware/linux/spiConverter.ts'
import type { Batch, SamplingPlan } from '../../../src/hardware/ports.ts'
import { errno, fakeSpi, type FakeKernel } from '../../support/fakeSpi.ts'

const sweep = [0, 3, 7].map((channel) => Uint8Array.of(6 | (channel >> 2), (channel & 3) << 6, channel))
const sentOf = (number: number): number[] => Array.from(sweep[number % 3] ?? [])
const plan: SamplingPlan = { device: '/dev/spidev0.1', clockHz: 1e6, mode: 0, sweep }
const longSweep = Array.from({ length: 40 }, (_, number) => Uint8Array.of(number, 0, 0))
const signal = new AbortController().signal
const settled = () => new Promise((resolve) => setImmediate(resolve))

function machine(kernel: FakeKernel = {}, bufsiz = '4096\n') {
  const spi = fakeSpi(kernel)
  let nowUs = 0
  const open = spiConverters({ load: async () => spi, readBufsiz: async () => bufsiz, arch: 'arm64', nowUs: () => nowUs })
  return { spi, open: (own: Partial<SamplingPlan> = {}) => open({ ...plan, ...own }, signal), pass: (us: number) => void (nowUs += us) }
}

/** The outcome of a transfer, all of its attempts taking the kernel no time. */
async function completed(spi: { inKernel: number; complete(): void }, transfer: Promise<Batch>): Promise<Batch> {
  const outcome = Promise.allSettled([transfer])
  while (spi.inKernel > 0) {
    spi.complete()
    await settled()
  }
  await outcome
  return transfer
}

describe('a chip at /dev/spidevB.N', () => {
  test('is opened with its mode and clock, 8 bits a word', async () => {
    const { spi, open } = machine()
    await open({ mode: 3 })
    expect(spi.opened).toEqual([{ name: '0.1', options: { mode: 3, bitsPerWord: 8, maxSpeedHz: 1e6 } }])
  })

  test('is sent each conversion of whole sweeps at its clock, deselected between conversions but not after the last', async () => {
    const { spi, open } = machine()
    void (await open()).transfer()
    const [{ message } = { message: [] }] = spi.transfers
    expect(message).toHaveLength(30)
    expect(message.slice(0, 4).map(({ sendBuffer }) => Array.from(sendBuffer ?? []))).toEqual([0, 1, 2, 3].map(sentOf))
    expect(message.every(({ byteLength, speedHz }) => byteLength === 3 && speedHz === 1e6)).toBe(true)
    expect(message.map(({ chipSelectChange }) => chipSelectChange)).toEqual([...Array.from({ length: 29 }, () => true), false])
  })

  test('gives what came back, conversion after conversion', async () => {
    const { spi, open } = machine()
    const batch = await completed(spi, (await open()).transfer())
    expect([batch.conversions, batch.first, batch.received.length]).toEqual([30, 0, 90])
    expect([...batch.received.subarray(0, 12)]).toEqual([0, 1, 2, 3].flatMap(sentOf))
  })

  test('leaves a batch as it is while the next one is received', async () => {
    const { spi, open } = machine()
    const converter = await open()
    const [first, second] = [await completed(spi, converter.transfer()), await completed(spi, converter.transfer())]
    expect(first.received.buffer === second.received.buffer && first.received.byteOffset === second.received.byteOffset).toBe(false)
  })

  test('makes its messages once', async () => {
    const { spi, open } = machine()
    const converter = await open()
    for (let count = 0; count < 3; count++) await completed(spi, converter.transfer())
    expect(spi.transfers[2]?.message).toBe(spi.transfers[0]?.message)
  })

  test('takes a sweep that does not fit in parts', async () => {
    const { spi, open } = machine()
    const converter = await open({ sweep: longSweep })
    const batches = [await completed(spi, converter.transfer()), await completed(spi, converter.transfer())]
    expect(batches.map(({ first, conversions, received }) => [first, conversions, received[0]])).toEqual([
      [0, 20, 0],
      [20, 20, 20],
    ])
    expect((await completed(spi, converter.transfer())).first).toBe(0)
  })

  test('is told when its batches were clocked', async () => {
    const { spi, open, pass } = machine()
    const converter = await open()
    pass(1000)
    const transfer = converter.transfer()
    pass(900)
    const { startUs, endUs } = await completed(spi, transfer)
    expect([startUs, endUs]).toEqual([1000, 1900])
  })

  test('is closed once nobody samples it', async () => {
    const { spi, open } = machine()
    await (await open()).close()
    expect(spi.closed).toEqual(['0.1'])
  })
})

describe('a batch that the kernel does not take', () => {
  test('is halved at once, in whole sweeps, and stays so', async () => {
    const tooLong = (conversions: number) => (conversions > 32 ? errno('EMSGSIZE') : null)
    const { spi, open } = machine({ transferError: tooLong }, '16384\n')
    const converter = await open()
    const batch = await completed(spi, converter.transfer())
    expect([batch.first, batch.conversions]).toEqual([0, 30])
    await completed(spi, converter.transfer())
    expect(spi.transfers.map(({ message }) => message.length)).toEqual([126, 63, 30, 30])
  })

  test('may be a part of a sweep in the end', async () => {
    const { spi, open } = machine({ transferError: (conversions) => (conversions > 2 ? errno('EMSGSIZE') : null) })
    const converter = await open()
    const batches = [await completed(spi, converter.transfer()), await completed(spi, converter.transfer())]
    expect(spi.transfers.map(({ message }) => message.length)).toEqual([30, 15, 6, 3, 1, 1])
    expect(batches.map(({ first, received }) => [first, Array.from(received)])).toEqual([
      [0, sentOf(0)],
      [1, sentOf(1)],
    ])
  })

  test('begins the sweep anew', async () => {
    const { spi, open } = machine({ transferError: (conversions) => (conversions > 16 ? errno('EMSGSIZE') : null) })
    const { first, conversions } = await completed(spi, (await open({ sweep: longSweep })).transfer())
    expect([first, conversions]).toEqual([0, 10])
  })

  test('is halved where the kernel calls it invalid, too', async () => {
    const { spi, open } = machine({ transferError: (conversions) => (conversions > 15 ? errno('EINVAL') : null) })
    expect((await completed(spi, (await open()).transfer())).conversions).toBe(15)
  })

  test('is an error where it is one conversion', async () => {
    for (const [code, sentence] of [
      ['EMSGSIZE', '/dev/spidev0.1 does not even take 1 conversion at a time'],
      ['EINVAL', '/dev/spidev0.1 does not take this mode or clock'],
    ] as const) {
      const { spi, open } = machine({ transferError: () => errno(code) })
      const transfer = completed(spi, (await open()).transfer())
      await expect(transfer).rejects.toThrow(DeviceError)
      await expect(transfer).rejects.toThrow(sentence)
    }
  })
})

describe('chips on one bus', () => {
  test('take turns, so that none is timed with another chip in between', async () => {
    const { spi, open, pass } = machine()
    const [one, two] = [await open({ device: '/dev/spidev1.2' }), await open({ device: '/dev/spidev1.0' })]
    const [first, second] = [one.transfer(), two.transfer()]
    expect(spi.transfers.map(({ name }) => name)).toEqual(['1.2'])
    pass(900)
    spi.complete()
    expect(spi.transfers.map(({ name }) => name)).toEqual(['1.2', '1.0'])
    pass(900)
    spi.complete()
    expect([(await first).endUs, (await second).startUs, (await second).endUs]).toEqual([900, 900, 1800])
  })

  test('do not wait for those on another bus', async () => {
    const { spi, open } = machine()
    void (await open()).transfer()
    void (await open({ device: '/dev/spidev1.0' })).transfer()
    expect(spi.transfers.map(({ name }) => name)).toEqual(['0.1', '1.0'])
  })

  test('pass the turn on when one fails', async () => {
    let isGone = true
    const { spi, open } = machine({ transferError: () => (isGone ? errno('ENODEV') : null) })
    const failing = (await open()).transfer()
    const other = (await open({ device: '/dev/spidev0.0' })).transfer()
    spi.complete()
    isGone = false
    await expect(failing).rejects.toThrow(DeviceError)
    await expect(completed(spi, other)).resolves.toMatchObject({ conversions: 21 })
  })

  test('have short batches, so that none waits long for the others, and long ones again when they are alone', async () => {
    const { spi, open } = machine()
    const alone = await open()
    await expect(completed(spi, alone.transfer())).resolves.toMatchObject({ conversions: 30 })
    const other = await open({ device: '/dev/spidev0.0' })
    await expect(completed(spi, alone.transfer())).resolves.toMatchObject({ conversions: 21 })
    await other.close()
    await expect(completed(spi, alone.transfer())).resolves.toMatchObject({ conversions: 30 })
  })
})

describe('what goes wrong at a chip', () => {
  test.each([
    ['ENOENT', 'there is no /dev/spidev0.1: enable SPI (dtparam=spi=on'],
    ['EACCES', 'no permission to use /dev/spidev0.1: add the user to the group spi'],
    ['EBUSY', '/dev/spidev0.1 is in use'],
    ['EINVAL', '/dev/spidev0.1 does not take this mode or clock'],
    ['EMFILE', '/dev/spidev0.1 cannot be opened: EMFILE'],
  ])('at opening is told: %s', async (code, sentence) => {
    const opening = machine({ openError: () => errno(code) }).open()
    await expect(opening).rejects.toThrow(DeviceError)
    await expect(opening).rejects.toThrow(sentence)
  })

  test.each([
    ['ENODEV', '/dev/spidev0.1 has gone'],
    ['ESHUTDOWN', '/dev/spidev0.1 has gone'],
    ['ETIMEDOUT', '/dev/spidev0.1 did not finish in time'],
    ['EIO', '/dev/spidev0.1 failed on the wire'],
    ['EFAULT', '/dev/spidev0.1 failed: EFAULT'],
  ])('in the middle is told: %s', async (code, sentence) => {
    let error: Error | null = null
    const { spi, open } = machine({ transferError: () => error })
    const converter = await open()
    await completed(spi, converter.transfer())
    error = errno(code)
    const transfer = completed(spi, converter.transfer())
    await expect(transfer).rejects.toThrow(DeviceError)
    await expect(transfer).rejects.toThrow(sentence)
    expect(spi.transfers).toHaveLength(2)
  })

  test('is our bug where the message itself is wrong', async () => {
    const wrong = Object.assign(new Error('EINVAL, a transfer must be an object'), { code: 'EINVAL' })
    const { open } = machine({ messageError: () => wrong })
    const converter = await open()
    await expect(converter.transfer()).rejects.toBe(wrong)
    await expect(converter.transfer()).rejects.toBe(wrong)
  })

  test('is a name that is no SPI device', async () => {
    const opening = machine().open({ device: '/dev/ttyUSB0' })
    await expect(opening).rejects.toThrow(DeviceError)
    await expect(opening).rejects.toThrow('/dev/ttyUSB0 is no SPI device')
  })

  test('is a native module that is not there, and how to install it', async () => {
    const load = () => Promise.reject(new Error("Cannot find package 'spi-device'\n  imported from here"))
    const opening = spiConverters({ load, readBufsiz: async () => '', arch: 'x64', nowUs: () => 0 })(plan, signal)
    await expect(opening).rejects.toThrow(DeviceError)
    await expect(opening).rejects.toThrow(
      /^\/dev\/spidev0\.1 cannot be opened: the optional package spi-device does not load on this machine \(Cannot find package 'spi-device'\); npm install spi-device .*$/,
    )
  })

  test('is not a bufsiz that cannot be read', async () => {
    const spi = fakeSpi()
    const open = spiConverters({ load: async () => spi, readBufsiz: () => Promise.reject(errno('ENOENT')), arch: 'arm', nowUs: () => 0 })
    expect((await completed(spi, (await open(plan, signal)).transfer())).conversions).toBe(63)
  })
})

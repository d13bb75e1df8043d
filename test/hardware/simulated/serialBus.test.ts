import { describe, expect, test } from 'vitest'
import { DeviceError } from '../../../src/entities/errors.ts'
import type { SerialMode } from '../../../src/hardware/ports.ts'
import { simulatedSerialBus } from '../../../src/hardware/simulated/serialBus.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { hex, withCrc } from '../../support/modbusFrames.ts'
import { registerSlave } from '../../support/registerSlave.ts'

const mode: SerialMode = { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' }
const characterMs = 10 / 9.6
const request = withCrc(1, 4, 0, 0, 0, 10)
const replyMs = (8 + 3.5 + 25) * characterMs

async function opened(port = 'meters', openMode = mode) {
  const clock = fakeClock()
  const bus = simulatedSerialBus(clock)
  const asked: Uint8Array[] = []
  const detach = bus.attach(port, registerSlave(1, asked))
  const line = await bus.open(port, openMode)
  const heard: { ms: number; bytes: Uint8Array }[] = []
  line.listen((bytes) => heard.push({ ms: clock.monotonicMs(), bytes }))
  return { clock, bus, line, heard, asked, detach }
}

describe('the simulated wire', () => {
  test('takes a request and a reply as long as a real one: 10 bits a character, 3.5 characters between', async () => {
    const { clock, line, heard } = await opened()
    await line.write(request)
    await clock.advance(1000)
    expect(heard).toHaveLength(1)
    expect(heard[0]?.bytes).toHaveLength(25)
    expect(heard[0]?.ms).toBeCloseTo(replyMs, 6)
  })

  test('has 11 bits a character with parity or two stop bits', async () => {
    const { clock, line, heard } = await opened('meters', { ...mode, stopBits: 2 })
    await line.write(request)
    await clock.advance(1000)
    expect(heard[0]?.ms).toBeCloseTo(replyMs * 1.1, 6)
  })

  test('takes a request written in pieces for one, while the silence between stays below 3.5 characters', async () => {
    const { clock, line, heard } = await opened()
    await line.write(request.subarray(0, 4))
    await clock.advance(7 * characterMs)
    await line.write(request.subarray(4))
    await clock.advance(1000)
    expect(heard).toHaveLength(1)
  })

  test('has nobody understand a request that is torn apart', async () => {
    const { clock, line, heard } = await opened()
    await line.write(request.subarray(0, 4))
    await clock.advance(8 * characterMs)
    await line.write(request.subarray(4))
    await clock.advance(1000)
    expect(heard).toEqual([])
  })

  test('has nobody understand a request that follows a frame without 3.5 characters of silence', async () => {
    const { clock, line, heard, asked } = await opened()
    await line.write(request)
    await clock.advance(replyMs + 3 * characterMs)
    await line.write(request)
    await clock.advance(1000)
    expect([heard.length, asked.length]).toEqual([1, 1])
    await line.write(request)
    await clock.advance(1000)
    expect([heard.length, asked.length]).toEqual([2, 2])
  })

  test('loses a reply that the master talks into', async () => {
    const { clock, line, heard, asked } = await opened()
    await line.write(request)
    await clock.advance(replyMs - 10 * characterMs)
    await line.write(request)
    await clock.advance(1000)
    expect([heard.length, asked.length]).toEqual([0, 1])
  })

  test('mixes the replies of two devices at one address', async () => {
    const { clock, bus, line, heard } = await opened()
    bus.attach('meters', { answer: () => withCrc(1, 4, 2, 0xff, 0xff) })
    await line.write(request)
    await clock.advance(1000)
    expect(heard[0]?.bytes).toHaveLength(25)
    expect(heard[0]?.bytes.subarray(0, 5)).toEqual(hex('01 04 00 01 00'))
  })
})

describe('a simulated port', () => {
  test('exists while a device is attached', async () => {
    const { bus, detach } = await opened()
    expect(await bus.identify('meters')).toBe('meters')
    detach()
    await expect(bus.identify('meters')).rejects.toThrow(DeviceError)
    await expect(bus.open('other', mode)).rejects.toThrow('there is no simulated port other')
  })

  test('is silent once its device is detached', async () => {
    const { clock, line, heard, detach } = await opened()
    detach()
    await line.write(request)
    await clock.advance(1000)
    expect(heard).toEqual([])
  })

  test('is open once at a time', async () => {
    const { bus, line } = await opened()
    await expect(bus.open('meters', mode)).rejects.toThrow('is open already')
    await line.close()
    await line.close()
    await expect(bus.open('meters', mode)).resolves.toBeDefined()
  })

  test('says nothing after it was closed, and takes nothing', async () => {
    const { clock, line, heard } = await opened()
    await line.write(request)
    await line.close()
    await clock.advance(1000)
    expect(heard).toEqual([])
    expect(await line.closed).toBeNull()
    expect(clock.sleeping).toBe(0)
    await expect(line.write(request)).rejects.toThrow(DeviceError)
  })

  test('breaks when a simulated device does: its error is the end of the line', async () => {
    const { clock, bus, line } = await opened()
    const fault = new Error('simulated device failed')
    bus.attach('meters', {
      answer: () => {
        throw fault
      },
    })
    await line.write(request)
    await clock.advance(1000)
    expect(await line.closed).toBe(fault)
  })
})

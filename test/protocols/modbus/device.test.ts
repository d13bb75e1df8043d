import { describe, expect, test } from 'vitest'
import { simulatedSerialBus } from '../../../src/hardware/simulated/serialBus.ts'
import { modbusBuses } from '../../../src/protocols/modbus/buses.ts'
import { Garbled, ModbusException, Silence } from '../../../src/protocols/modbus/modbus.ts'
import { benchedBus, characterMs, port } from '../../support/benchedBus.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { cut, flipped, followed, inPieces, noFault, preceded, replaced } from '../../support/faultyLines.ts'
import { toHex, withCrc } from '../../support/modbusFrames.ts'
import { played } from '../../support/played.ts'
import { registerSlave, registersOf } from '../../support/registerSlave.ts'

describe('a device on a bus', () => {
  test('reads its registers, input and holding', async () => {
    const { device, play } = benchedBus()
    expect(await play(device(1).readInput(0, 10))).toEqual(registersOf(1, 0, 10))
    expect(await play(device(2).readHolding(1, 2))).toEqual(registersOf(2, 1, 2))
  })

  test('writes a register and gives a command, as frames known from the field', async () => {
    const { device, play, asked } = benchedBus()
    await play(device(1).writeHolding(1, 2300))
    await play(device(1).command(0x42))
    expect(asked.map(toHex)).toEqual(['01 06 00 01 08 FC DF 8B', '01 42 80 11'])
  })

  test('is answered under the general address when it is alone', async () => {
    const clock = fakeClock()
    const bus = simulatedSerialBus(clock)
    bus.attach(port, registerSlave(7))
    const device = modbusBuses(bus, clock).device(port, 0xf8, new AbortController().signal)
    expect(await played(clock, device.readInput(0, 10))).toEqual(registersOf(7, 0, 10))
    await played(clock, device.command(0x42))
  })

  test('says that it cannot, with the code', async () => {
    const { device, play } = benchedBus()
    const failure = await play(
      device(1)
        .readInput(99, 10)
        .catch((error: unknown) => error),
    )
    expect(failure).toBeInstanceOf(ModbusException)
    expect(failure).toMatchObject({ code: 2, message: `address 1 on ${port} refused: it has no such register (Modbus exception 2)` })
  })

  test('is silent where there is none, and that is known 200 ms after the request', async () => {
    const { device, play, took } = benchedBus()
    await play(device(1).readInput(0, 1))
    const silent = device(9).readInput(0, 10)
    const tookMs = await took(silent)
    await expect(silent).rejects.toThrow(Silence)
    await expect(silent).rejects.toThrow(`address 9 on ${port} does not answer`)
    expect(tookMs).toBeGreaterThanOrEqual(200 + 8 * characterMs)
    expect(tookMs).toBeLessThan(200 + 12 * characterMs + 2)
  })

  test('may be given less time', async () => {
    const { buses, stop, play, took, device } = benchedBus()
    await play(device(1).readInput(0, 1))
    expect(await took(buses.device(port, 9, stop.signal, { timeoutMs: 50 }).readInput(0, 10))).toBeLessThan(50 + 12 * characterMs + 2)
  })

  test.each([
    ['a cut reply', cut(11)],
    ['a flipped bit', flipped(77)],
    ["another device's reply", replaced(withCrc(2, 4, 2, 0, 0))],
    ['noise', replaced(Uint8Array.of(1, 2, 3))],
    ['two replies', followed(withCrc(2, 4, 2, 0, 0))],
  ])('is garbled, not silent, after %s; the next reading is right', async (_, fault) => {
    const { device, play, lines } = benchedBus()
    lines.fault = fault
    await expect(play(device(1).readInput(0, 10))).rejects.toThrow(Garbled)
    lines.fault = noFault
    expect(await play(device(1).readInput(3, 10))).toEqual(registersOf(1, 3, 10))
  })

  test.each([
    ['in pieces', inPieces(7, 16)],
    ['byte by byte', inPieces(1, 1)],
    ['after noise', preceded(Uint8Array.of(0, 0xff))],
    ['before noise', followed(Uint8Array.of(0))],
  ])('is understood when its reply comes %s', async (_, fault) => {
    const { device, play, lines } = benchedBus()
    lines.fault = fault
    expect(await play(device(1).readInput(0, 10))).toEqual(registersOf(1, 0, 10))
  })

  test('has the time that its characters take for a reply that begins in time', async () => {
    const { device, play, lines } = benchedBus()
    lines.fault = (bytes) => [
      { afterMs: 165, bytes: bytes.subarray(0, 5) },
      { afterMs: 185, bytes: bytes.subarray(5) },
    ]
    expect(await play(device(1).readInput(0, 10))).toEqual(registersOf(1, 0, 10))
  })
})

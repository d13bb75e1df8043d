import { expect, test } from 'vitest'
import { recordedLines } from '../../src/hardware/recording.ts'
import { simulatedSerialBus } from '../../src/hardware/simulated/serialBus.ts'
import { modbusBuses } from '../../src/protocols/modbus/buses.ts'
import { Garbled, Silence } from '../../src/protocols/modbus/modbus.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { faultyLines, flipped, inPieces, noFault } from '../support/faultyLines.ts'
import { played } from '../support/played.ts'
import { registerSlave, registersOf } from '../support/registerSlave.ts'
import { replayedLines } from '../support/replayedLines.ts'

async function conversation(): Promise<string> {
  const clock = fakeClock(Date.UTC(2026, 5, 1))
  const bus = simulatedSerialBus(clock)
  bus.attach('bus', registerSlave(1))
  const lines = faultyLines(bus, clock)
  let recording = ''
  const buses = modbusBuses(
    recordedLines(lines, (text) => void (recording += text), clock),
    clock,
  )
  const device = buses.device('bus', 1, new AbortController().signal)
  await played(clock, device.readInput(0, 1))
  lines.fault = flipped(30)
  await played(clock, device.readInput(0, 2)).catch(() => undefined)
  lines.fault = inPieces(4, 10)
  await played(clock, device.readInput(0, 2))
  lines.fault = noFault
  await played(clock, device.readHolding(1, 1))
  return recording
}

test('a recording has a version, and every chunk with its time, port and direction', async () => {
  const [header, request, reply] = (await conversation()).split('\n')
  expect(JSON.parse(header ?? '')).toEqual({ version: 1, started: '2026-06-01T00:00:00.000Z' })
  expect(JSON.parse(request ?? '')).toEqual({ ms: 30, port: 'bus', '>': '01040000000131ca' })
  expect(JSON.parse(reply ?? '')).toEqual({ ms: 49.3, port: 'bus', '<': expect.stringMatching(/^0104020100[0-9a-f]{4}$/) })
})

test('a recording is answered again as it was: the readings, the damage, the pieces, and silence to what was never asked', async () => {
  const clock = fakeClock()
  const buses = modbusBuses(replayedLines(await conversation(), clock), clock)
  const signal = new AbortController().signal
  const device = buses.device('bus', 1, signal)
  expect(await played(clock, device.readInput(0, 1))).toEqual(registersOf(1, 0, 1))
  await expect(played(clock, device.readInput(0, 2))).rejects.toThrow(Garbled)
  expect(await played(clock, device.readInput(0, 2))).toEqual(registersOf(1, 0, 2))
  expect(await played(clock, device.readHolding(1, 1))).toEqual(registersOf(1, 1, 1))
  await expect(played(clock, device.readInput(0, 1))).rejects.toThrow(Silence)
  await expect(played(clock, buses.device('other', 1, signal).readInput(0, 1))).rejects.toThrow('the recording has no port other')
})

test('a recording of another version is refused', () => {
  expect(() => replayedLines('{"version":2}', fakeClock())).toThrow('version')
})

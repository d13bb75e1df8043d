import { EventEmitter } from 'node:events'
import modbusSerial from 'modbus-serial'
import type { ByteLine, SerialMode } from '../src/hardware/ports.ts'
import { simulatedSerialBus } from '../src/hardware/simulated/serialBus.ts'
import type { Slave } from '../src/hardware/simulated/slave.ts'
import { frameSilenceMs, sleepUntil, wireMs } from '../src/hardware/wireTime.ts'
import { modbusBuses } from '../src/protocols/modbus/buses.ts'
import { framed, isIntact } from '../src/protocols/modbus/frame.ts'
import { type Clock, systemClock } from '../src/runtime/clock.ts'

/** How much of a 9600-baud bus eight meters that answer at once can be polled for, in real time on a simulated wire. */

const addresses = [1, 2, 3, 4, 5, 6, 7, 8]
const registers = 10
const runMs = 10_000
const mode: SerialMode = { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' }
const [requestBytes, replyBytes] = [8, 5 + 2 * registers]
/** What one reading takes at the least: both frames and the silence before each. */
const readingMs = wireMs(mode, requestBytes + replyBytes) + 2 * frameSilenceMs(mode)
/** modbus-serial's README pauses 100 ms between the meters of a bus; this is about the least that people use. */
const customaryPauseMs = 20

export async function run(): Promise<object> {
  const ours = await measure('ours', pollThroughBuses)
  return { ...ours, alternative: await measure('theirs', pollThroughLibrary) }
}

type Bus = ReturnType<typeof simulatedSerialBus>
/** Polls all meters until the signal, telling each reading. */
type Poll = (bus: Bus, port: string, read: () => void, signal: AbortSignal) => Promise<unknown>

async function measure(port: string, poll: Poll): Promise<object> {
  const clock = wireClock()
  const bus = simulatedSerialBus(clock)
  for (const address of addresses) bus.attach(port, meter(address))
  const over = new AbortController()
  let readings = 0
  const startMs = clock.monotonicMs()
  const polling = poll(bus, port, () => readings++, over.signal)
  await Promise.race([clock.sleep(runMs), polling])
  const elapsedMs = clock.monotonicMs() - startMs
  const figures = {
    meters: addresses.length,
    bus_use_ratio: rounded((readings * readingMs) / elapsedMs),
    readings_per_second: rounded((readings * 1000) / elapsedMs),
  }
  over.abort()
  await polling
  return figures
}

const rounded = (value: number) => Math.round(value * 1000) / 1000

async function pollThroughBuses(bus: Bus, port: string, read: () => void, signal: AbortSignal): Promise<void> {
  const buses = modbusBuses(bus, systemClock(), mode)
  const pollOne = async (address: number) => {
    const device = buses.device(port, address, signal)
    while (!signal.aborted) {
      const words = await device.readInput(0, registers).catch(unlessOver(signal))
      if (words?.length === registers) read()
    }
  }
  await Promise.all(addresses.map(pollOne))
}

/** Nothing failed where the run is over; any other failure ends the benchmark. */
const unlessOver = (signal: AbortSignal) => (error: unknown) => {
  if (!signal.aborted) throw error
}

async function pollThroughLibrary(bus: Bus, port: string, read: () => void, signal: AbortSignal): Promise<void> {
  const line = await bus.open(port, mode)
  const client = new modbusSerial.default(portOn(line))
  client.open()
  client.setTimeout(500)
  while (!signal.aborted) {
    for (const address of addresses) {
      client.setID(address)
      const { data } = await client.readInputRegisters(0, registers)
      if (data.length === registers) read()
      await systemClock().sleep(customaryPauseMs)
    }
  }
  await line.close()
}

/** What the library's own serial port amounts to on a line that hands a frame over whole. */
function portOn(line: ByteLine): EventEmitter {
  const port = new EventEmitter()
  line.listen((bytes) => port.emit('data', Buffer.from(bytes)))
  const write = (bytes: Buffer) => void line.write(bytes).catch((error: unknown) => port.emit('error', error))
  return Object.assign(port, { isOpen: true, open: (opened: (error: null) => void) => opened(null), write })
}

function meter(address: number): Slave {
  const reply = framed(Uint8Array.of(address, 4, 2 * registers, ...Array.from({ length: 2 * registers }, (_, at) => at)))
  return { answer: (request) => (request[0] === address && isIntact(request) ? reply : null) }
}

/** Ends a sleep to the microsecond, so that the simulated wire adds nothing of its own: the timers' granularity is 1 ms. */
function wireClock(): Clock {
  const clock = systemClock()
  const sleep = async (ms: number, signal?: AbortSignal) => {
    const dueMs = clock.monotonicMs() + ms
    if (ms > 2) await sleepUntil(clock, dueMs - 2, signal)
    while (clock.monotonicMs() < dueMs) await new Promise((resolve) => setImmediate(resolve))
  }
  return { ...clock, sleep }
}

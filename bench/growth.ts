import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { startPublishing, rememberedOf } from '../src/compose/publishing.ts'
import type { Ports } from '../src/drivers/driver.ts'
import { portsOf } from '../test/support/ports.ts'
import { pzem } from '../src/drivers/pzem/pzem.ts'
import { Devices } from '../src/entities/devices.ts'
import type { ModbusDevice } from '../src/protocols/modbus/modbus.ts'
import { systemClock } from '../src/runtime/clock.ts'
import { Fleet } from '../src/runtime/fleet.ts'
import { openState } from '../src/runtime/ledger.ts'
import type { Log } from '../src/runtime/log.ts'
import { nodeFiles } from '../src/runtime/nodeFiles.ts'
import type { DeviceSettings } from '../src/settings/settings.ts'
import { startBroker } from './support/processes.ts'

const counts = [1, 10, 100]
/** All devices together give so many readings a second in real time, so that only their number differs. */
const readingsPerSecond = 400
const warmUpMs = 3_000
const measuredMs = 10_000

/**
 * Processor time of this process for each reading of a PZEM, from the reply on the bus to the broker's socket, journal included, for 1, 10 and
 * 100 devices. Beside it a plain script: every value of every reading published to a topic of its own as it comes.
 */
export async function run(): Promise<object> {
  const broker = await startBroker()
  // What the compiler learns belongs to no row.
  await ours(10, broker.url)
  const rows = []
  const alternative = []
  for (const devices of counts) {
    rows.push({ devices, cpu_ms_per_reading: await ours(devices, broker.url) })
    alternative.push({ devices, cpu_ms_per_reading: await plain(broker.url) })
  }
  await broker.stop()
  return { ...growthOf(rows), rows, alternative: { ...growthOf(alternative), rows: alternative } }
}

/** How much dearer a reading is with most devices than with fewest. */
const growthOf = (rows: { devices: number; cpu_ms_per_reading: number }[]) => ({
  devices: rows.at(-1)?.devices ?? 0,
  cpu_ms_per_reading: rows.at(-1)?.cpu_ms_per_reading ?? null,
  growth_ratio: round((rows.at(-1)?.cpu_ms_per_reading ?? Number.NaN) / (rows[0]?.cpu_ms_per_reading ?? Number.NaN)),
})

async function ours(devices: number, url: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'energy-monitor-growth-'))
  const clock = systemClock(readingsPerSecond / devices)
  const realClock = systemClock()
  const state = await openState({ folder, files: nodeFiles, clock, log: silent })
  const table = new Devices()
  const counter = { readings: 0 }
  const fleet = new Fleet(
    { devices: table, state, clock, log: silent, random: Math.random, keys: '' },
    () => pzem,
    () => ports(counter),
  )
  const stop = new AbortController()
  const flushing = state.run(stop.signal)
  await startSpread(fleet, devices)
  const world = {
    state,
    broker: async () => ({ url, discoveryPrefix: 'homeassistant' }),
    version: '0',
    startedMs: 0,
    clock,
    networkClock: realClock,
    log: silent,
    random: Math.random,
  }
  const node = `growth_${devices}`
  const published = { node, mqtt: null, devices: table, mistaken: () => [], onCommand: () => undefined, keys: '' }
  const publishing = startPublishing(world, published, rememberedOf(state, node), stop.signal)
  const cost = await costPerReading(counter)
  await fleet.stop()
  stop.abort()
  await publishing.done
  await flushing
  await rm(folder, { recursive: true })
  return cost
}

/** One after the other, so that their readings are spread evenly over the second, as buses spread them. */
async function startSpread(fleet: Fleet, devices: number): Promise<void> {
  const all = Array.from({ length: devices }, (_, i) => settings(i))
  for (let count = 1; count <= devices; count++) {
    await fleet.apply(all.slice(0, count), [])
    await new Promise((resolve) => setTimeout(resolve, 1000 / readingsPerSecond))
  }
}

/** A meter whose reply is there at once: 230 V, some load that wanders, a register that counts it. */
function ports(counter: { readings: number }): Ports {
  let deciwatts = 10_000
  const device: ModbusDevice = {
    async readInput() {
      counter.readings++
      deciwatts += counter.readings % 3 === 0 ? 40 : -20
      return [2300, deciwatts / 2.3, 0, deciwatts, 0, Math.floor(counter.readings / 4), 0, 500, 100, 0]
    },
    readHolding: async () => [23_000],
    writeHolding: async () => undefined,
    command: async () => undefined,
  }
  return portsOf({ modbus: { device: () => device } })
}

const settings = (i: number): DeviceSettings => ({
  id: `meter_${i + 1}`,
  driver: 'pzem',
  name: `Meter ${i + 1}`,
  publishMs: 10_000,
  steps: {},
  simulate: null,
  own: pzem.settings.parse({ port: '/dev/none', address: (i % 247) + 1 }),
})

const topics = ['voltage', 'current', 'power', 'energy', 'frequency', 'power_factor', 'apparent_power', 'alarm']

async function plain(url: string): Promise<number> {
  const client = await connectAsync(url, { protocolVersion: 5 })
  const counter = { readings: 0 }
  const timer = setInterval(() => {
    for (let i = 0; i < readingsPerSecond / 50; i++) {
      counter.readings++
      for (const topic of topics) client.publish(`plain/meter/${topic}`, String(230 + (counter.readings % 7)), { qos: 1 })
    }
  }, 20)
  const cost = await costPerReading(counter)
  clearInterval(timer)
  await client.endAsync()
  return cost
}

async function costPerReading(counter: { readings: number }): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, warmUpMs))
  const before = { readings: counter.readings, cpu: process.cpuUsage() }
  await new Promise((resolve) => setTimeout(resolve, measuredMs))
  const { user, system } = process.cpuUsage(before.cpu)
  return round((user + system) / 1000 / (counter.readings - before.readings))
}

const round = (value: number) => Math.round(value * 1000) / 1000

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, about: () => silent }

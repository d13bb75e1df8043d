import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pulse } from '../../src/drivers/pulse/pulse.ts'
import { Devices } from '../../src/entities/devices.ts'
import { monotonicUs } from '../../src/hardware/linux/gpio/kernel.ts'
import { LineEvents } from '../../src/hardware/linux/gpio/lineEvents.ts'
import { polledEdges } from '../../src/hardware/linux/gpio/polledEdges.ts'
import type { Edges, Gpio } from '../../src/hardware/ports.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { Fleet } from '../../src/runtime/fleet.ts'
import { openState, type State } from '../../src/runtime/ledger.ts'
import type { Log } from '../../src/runtime/log.ts'
import { nodeFiles } from '../../src/runtime/nodeFiles.ts'
import type { DeviceSettings } from '../../src/settings/settings.ts'
import { portsOf } from '../../test/support/ports.ts'
import { inputs, rateHz, recordedKernel, runS } from './load.ts'

interface Cost {
  /** Of one core. */
  readonly cpu_share: number
  /** From an edge to its being counted. */
  readonly worst_lag_ms: number
}

const clock = systemClock()
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, about: () => silent }

/** The devices as the program runs them, with their totals in a state folder. */
export async function ourCost(): Promise<Cost> {
  const lag = { worstUs: 0 }
  const folder = await mkdtemp(join(tmpdir(), 'energy-monitor-pulse-'))
  const state = await openState({ folder, files: nodeFiles, clock, log: silent })
  const world = { devices: new Devices(), state, clock, log: silent, random: Math.random, keys: '' }
  const gpio = recordedGpio(lag)
  const fleet = new Fleet(
    world,
    () => pulse,
    () => portsOf({ gpio }),
  )
  const stop = new AbortController()
  const flushing = state.run(stop.signal)
  await fleet.apply(
    Array.from({ length: inputs }, (_, pin) => meterAt(pin)),
    [],
  )
  const cost = await measured(lag)
  const pulses = world.devices.all.reduce((sum, { description: { id } }) => sum + pulsesOf(state, id), 0)
  await fleet.stop()
  stop.abort()
  await flushing
  if (pulses !== inputs * runS * rateHz) throw new Error(`${pulses} of ${inputs * runS * rateHz} pulses were counted`)
  await rm(folder, { recursive: true })
  return cost
}

/** A total is known once it is clear that no broker has one. */
function pulsesOf(state: State, id: string): number {
  const key = `${id}.energy`
  state.resolve(key, null)
  return Math.round((state.total(key).value ?? 0) * 1000)
}

function recordedGpio(lag: { worstUs: number }): Gpio {
  const kernel = recordedKernel()
  return {
    async input({ pin }, signal) {
      const events = new LineEvents(kernel, pin)
      return {
        level: 0,
        edges: timed(
          polledEdges(() => events.read(), clock, signal),
          lag,
        ),
      }
    },
    output: () => {
      throw new Error('there is no output')
    },
    waves: () => {
      throw new Error('there are no waves')
    },
  }
}

/** Whoever asks for the next edges has taken in those before. */
async function* timed(edges: AsyncIterable<Edges>, lag: { worstUs: number }): AsyncGenerator<Edges, void> {
  for await (const read of edges) {
    yield read
    const first = read.edges[0]
    if (first !== undefined) lag.worstUs = Math.max(lag.worstUs, monotonicUs() - first.atUs)
  }
}

const meterAt = (pin: number): DeviceSettings => ({
  id: `meter_${pin}`,
  driver: 'pulse',
  name: `Meter ${pin}`,
  publishMs: 10_000,
  steps: {},
  simulate: null,
  own: pulse.settings.parse({ pin, rate: '1000imp/kWh', active: 'high', width: '100us', gap: '100us', max_power: '10000kW' }),
})

/** A callback for each edge, which counts the rising ones and looks at the time. */
export async function naiveCost(): Promise<Cost> {
  const lag = { worstUs: 0 }
  const kernel = recordedKernel()
  const over = new AbortController()
  const counts = Array.from({ length: inputs }, () => ({ pulses: 0, lastMs: 0 }))
  const watching = counts.map(async (count, pin) => {
    const events = new LineEvents(kernel, pin)
    for await (const { edges } of timed(
      polledEdges(() => events.read(), clock, over.signal),
      lag,
    )) {
      for (const { level } of edges) if (level === 1) Object.assign(count, { pulses: count.pulses + 1, lastMs: Date.now() })
    }
  })
  const cost = await measured(lag)
  over.abort(new Error('over'))
  await Promise.allSettled(watching)
  return cost
}

/** While the recording plays; it begins half a second after it was made. */
async function measured(lag: { worstUs: number }): Promise<Cost> {
  const before = process.cpuUsage()
  await clock.sleep((runS + 1) * 1000)
  const { user, system } = process.cpuUsage(before)
  return { cpu_share: round((user + system) / (runS * 1e6)), worst_lag_ms: round(lag.worstUs / 1000) }
}

const round = (value: number) => Math.round(value * 10_000) / 10_000

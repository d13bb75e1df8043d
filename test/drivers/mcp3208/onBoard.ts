import { processors } from '../../../src/compose/processors.ts'
import { mcp3208 } from '../../../src/drivers/mcp3208/mcp3208.ts'
import { mcp3208Settings } from '../../../src/drivers/mcp3208/settings.ts'
import { simulateMcp3208 } from '../../../src/drivers/mcp3208/simulated.ts'
import type { Source, Sources } from '../../../src/entities/source.ts'
import { simulatedSpiBus } from '../../../src/hardware/simulated/spiBus.ts'
import type { SpiChip } from '../../../src/hardware/simulated/spiChip.ts'
import type { CircuitState } from '../../../src/simulation/circuit.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { steadyCircuit, type SettableCircuit } from '../../support/steadyCircuit.ts'
import { emptyMemory, runOnTestLine } from '../../support/testLine.ts'

export const spi = '/dev/spidev0.0'
export const l1 = { channel: 0, calibration: 268.97 }
export const clamp = { transformer: '100A/50mA', burden: '22ohm', phase: '1.8deg' }

interface BoardOptions {
  settings: object
  /** What the clamps of these names measure. */
  circuits?: Readonly<Record<string, SettableCircuit>>
  /** The mains of the house. */
  mains?: SettableCircuit
  /** What a voltage from elsewhere is now. */
  source?: { volts: number | null }
  spoiled?: (chip: SpiChip) => SpiChip
  publishMs?: number
  steps?: Readonly<Record<string, number>>
}

export const circuit = (state: Partial<CircuitState>) => steadyCircuit({ powerFactor: 1, ...state })

/** A simulated board in a house that a test sets, and the driver to run on it. */
export function onBoard({
  settings,
  circuits = {},
  mains = steadyCircuit(),
  source = { volts: null },
  spoiled,
  publishMs = 10_000,
  steps = {},
}: BoardOptions) {
  const clock = fakeClock()
  const bus = simulatedSpiBus(clock, processors)
  const attach = (device: string, chip: SpiChip) => bus.attach(device, spoiled?.(chip) ?? chip)
  const parsed = mcp3208Settings.parse({ spi, ...settings })
  const wires = { serial: { attach: () => () => undefined }, gpio: { attach: () => () => undefined }, spi: { attach } }
  const detach = simulateMcp3208(parsed, { circuit: mains, circuitNamed: (name) => circuits[name] ?? null, wires, clock })
  const memory = emptyMemory()
  const sources: Sources = { open: ({ from }) => openedSource(from, source) }
  const run = () => runOnTestLine(mcp3208, parsed, { spi: bus, sources }, clock, { memory, publishMs, steps })
  const seconds = (s: number) => clock.advance(s * 1000)
  return { clock, mains, memory, run, seconds, detach, bus }
}

const openedSource = (from: string, source: { volts: number | null }): Source => ({
  get value() {
    return source.volts
  },
  ageMs: null,
  get problem() {
    return source.volts === null ? `${from} is unknown` : null
  },
  listen: () => undefined,
})

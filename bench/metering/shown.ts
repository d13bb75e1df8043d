import { CurrentChannel } from '../../src/drivers/mcp3208/currentChannel.ts'
import { sampledSchema } from '../../src/drivers/mcp3208/sampled.ts'
import { VoltageChannel } from '../../src/drivers/mcp3208/voltageChannel.ts'
import type { ProcessorFactory } from '../../src/hardware/ports.ts'
import type { RawWindow } from '../../src/measure/power/window.ts'
import { chipOn, type Board } from './board.ts'
import { listening } from './listening.ts'
import type { Loop } from './loop.ts'
import { played } from './playing.ts'

/** What a meter shows of a loop; null: unknown. */
export interface Shown {
  readonly voltageV: number | null
  readonly circuits: readonly ShownCircuit[]
  /** Of each current. */
  readonly pairsPerCycle: number
}

export interface ShownCircuit {
  readonly powerW: number | null
  readonly currentA: number | null
  readonly powerFactor: number | null
}

const leastCycles = 250
/** Windows of ten cycles and a loop that shares no divisor with them come to whole loops seldom. */
const mostCycles = 10_000

/** Plays a loop to the program's own processor and channels until its windows, which abut, are whole loops: what is shown is their mean. */
export async function shownBy(processor: ProcessorFactory, loop: Loop, board: Board): Promise<Shown> {
  const windows = await windowsOf(processor, loop, board)
  const cycles = windows.reduce((sum, window) => sum + window.cycles, 0)
  const currents = windows.flatMap((window) => window.currents)
  const samples = currents.reduce((sum, current) => sum + current.samples, 0)
  return { ...meansOf(windows, board), pairsPerCycle: samples / cycles / board.plan.currents.length }
}

async function windowsOf(processor: ProcessorFactory, loop: Loop, board: Board): Promise<RawWindow[]> {
  const windows: RawWindow[] = []
  const metering = processor(board.options, (result) => void windows.push(sampledSchema.parse(result).window))
  for await (const batch of played(chipOn(loop, board), board.sampling)) {
    metering.take(batch)
    const cycles = windows.reduce((sum, window) => sum + window.cycles, 0)
    if (cycles >= leastCycles && (cycles % loop.cycles === 0 || cycles > mostCycles)) break
  }
  return windows
}

/** The whole recording is one interval. */
const noSteps = { power: Infinity, current: Infinity, voltage: Infinity }

function meansOf(windows: readonly RawWindow[], { plan }: Board): Pick<Shown, 'voltageV' | 'circuits'> {
  let voltageV: number | null = null
  const circuits: ShownCircuit[] = []
  const voltages = plan.voltages.map(
    (each) =>
      new VoltageChannel(
        each,
        noSteps,
        listening(({ voltage = null }) => void (voltageV = voltage)),
      ),
  )
  const currents = plan.currents.map(
    (each) =>
      new CurrentChannel(
        each,
        noSteps,
        listening(({ power = null, current = null, power_factor: powerFactor = null }) => {
          circuits.push({ powerW: power, currentA: current, powerFactor })
        }),
      ),
  )
  for (const window of windows) {
    const lengthUs = window.endUs - window.startUs
    for (const channel of voltages) channel.take(window, lengthUs, lengthUs / 1000)
    for (const channel of currents) channel.take(window, lengthUs, lengthUs / 1000)
  }
  for (const channel of [...voltages, ...currents]) channel.report()
  return { voltageV, circuits }
}

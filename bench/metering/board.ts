import { boardPlanOf, type BoardPlan } from '../../src/drivers/mcp3208/boardPlan.ts'
import { fullScaleV } from '../../src/drivers/mcp3208/clipping.ts'
import { frameFor } from '../../src/drivers/mcp3208/frames.ts'
import type { ProcessorOptions } from '../../src/drivers/mcp3208/sampled.ts'
import { mcp3208Settings } from '../../src/drivers/mcp3208/settings.ts'
import { SimulatedMcp3208 } from '../../src/drivers/mcp3208/simulated.ts'
import type { SamplingPlan } from '../../src/hardware/ports.ts'
import { throughInductance } from './inductance.ts'
import type { Loop } from './loop.ts'

const referenceV = 3.3
const clockHz = 1_000_000
const device = '/dev/spidev0.0'
const voltsPerVolt = 268.97
const clampLeadDegrees = 2
const noiseLsb = 1
const currentChannels = [1, 2, 3, 4, 5, 6] as const

/** A board with one voltage transformer and six clamps, as its settings tell the program of it. */
export interface Board {
  readonly plan: BoardPlan
  readonly sampling: SamplingPlan
  readonly options: ProcessorOptions
  /** Amperes for a volt at the input. */
  readonly ampsPerVolt: number
}

/** `clampA`, a sine's rms, just fills the input's range. */
export function boardWith(clampA: number): Board {
  const [outputA, burdenOhm] = [0.05, fullScaleV(referenceV) / 0.05]
  const clamp = {
    transformer: `${clampA}A/50mA`,
    burden: `${burdenOhm}ohm`,
    phase: `${clampLeadDegrees}deg`,
    // What calibration with a heater finds.
    gain: 1 / Math.cos((clampLeadDegrees * Math.PI) / 180),
  }
  const plan = boardPlanOf(
    mcp3208Settings.parse({
      spi: device,
      reference: `${referenceV}V`,
      voltages: { mains: { channel: 0, calibration: voltsPerVolt } },
      currents: Object.fromEntries(currentChannels.map((channel) => [`clamp_${channel}`, { channel, ...clamp }])),
    }),
  )
  return {
    plan,
    sampling: { device, clockHz, mode: 0, sweep: plan.sweep.map(({ channel }) => frameFor(channel)) },
    options: { device, sweep: plan.sweep, plan: plan.meter, waves: null, pauseMs: 0 },
    ampsPerVolt: clampA / outputA / burdenOhm,
  }
}

/** The board's chip behind its transformers; all clamps are on the same circuit. */
export function chipOn({ currentA, voltageV, cycles }: Loop, { ampsPerVolt }: Board): SimulatedMcp3208 {
  const secondary = throughInductance(currentA, clampLeadDegrees, { cycles })
  const clamp = { voltsAt: (atUs: number) => secondary.at(atUs) / ampsPerVolt }
  const transformer = { voltsAt: (atUs: number) => voltageV.at(atUs) / voltsPerVolt }
  return new SimulatedMcp3208({ referenceV, clockHz, noiseLsb, inputs: [transformer, ...currentChannels.map(() => clamp)] })
}

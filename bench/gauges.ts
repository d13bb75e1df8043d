import { measureJitter } from './gauges/jitter.ts'
import { measureCommands } from './gauges/commands.ts'
import { measurePlanning } from './gauges/planning.ts'
import { rampless, ours, sweep, type Sweep } from './gauges/sweep.ts'

/**
 * Four needles from the begin of their dials to the end: the production motion and waves, in the simulated engine with pigpio's limits, on
 * motors that lose steps. Beside it in the same run the plain way: one needle after another, without a ramp, at the speed from which it can
 * start and stop. How long a command takes from the broker to the first step is taken from the demo in real time.
 */
export async function run(): Promise<object> {
  const optimumMs = ours.optimumMs
  return {
    ...figures(await sweep(ours), optimumMs),
    ...measurePlanning(ours),
    ...(await measureCommands()),
    ...(await measureJitter()),
    alternative: {
      ...figures(await sweep(rampless), optimumMs),
      ...measurePlanning(rampless),
      command_to_first_step_ms_p50: null,
      command_to_first_step_ms_p99: null,
    },
  }
}

const figures = ({ sweepMs, waves, lostSteps, isSimultaneous }: Sweep, optimumMs: number) => ({
  sweep_ms: rounded(sweepMs, 1),
  optimum_ms: rounded(optimumMs, 1),
  sweep_ratio_to_optimum: rounded(sweepMs / optimumMs, 4),
  four_simultaneous: isSimultaneous,
  lost_steps: lostSteps,
  waves_per_sweep: waves,
})

const rounded = (value: number, places: number) => Number(value.toFixed(places))

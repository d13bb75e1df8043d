import { frameBytes, frameFor } from '../../src/drivers/mcp3208/frames.ts'
import type { Batch, Processor } from '../../src/hardware/ports.ts'
import type { SpiChip } from '../../src/hardware/simulated/spiChip.ts'
import type { Board } from './board.ts'
import type { Shown } from './shown.ts'

/** What a program in Node is said to reach on a Pi that calls the kernel for each conversion. */
export const naiveConversionsPerSecond = 3_700

const channels = [0, 1, 2, 3, 4, 5, 6] as const
const frames = channels.map(frameFor)
const windowUs = 1e6

/** Root mean squares of one second, counts, in the order of the channels. */
export type Seconds = (rms: readonly number[]) => void

/** The naive way: each second the root mean square of each channel, whatever the cycles and the instants. */
export function naiveProcessor(give: Seconds): Processor {
  const [sums, squares, counts] = [new Float64Array(8), new Float64Array(8), new Float64Array(8)]
  let dueUs = windowUs
  const tell = () => {
    give(channels.map((at) => Math.sqrt((squares[at] ?? 0) / (counts[at] ?? 0) - ((sums[at] ?? 0) / (counts[at] ?? 0)) ** 2)))
    for (const each of [sums, squares, counts]) each.fill(0)
    dueUs += windowUs
  }
  return {
    take({ received, first, startUs }) {
      if (startUs >= dueUs) tell()
      const value = (((received[1] ?? 0) & 0x0f) << 8) | (received[2] ?? 0)
      sums[first] = (sums[first] ?? 0) + value
      squares[first] = (squares[first] ?? 0) + value * value
      counts[first] = (counts[first] ?? 0) + 1
      return 0
    },
    ask: () => null,
  }
}

/** One conversion after another, each a call of its own, steadily: at the instants that such a program would convert the same wave. */
export function* convertedOneByOne(chip: SpiChip): Generator<Batch> {
  const spacingUs = 1e6 / naiveConversionsPerSecond
  for (let n = 0; ; n++) {
    const [first, startUs] = [n % channels.length, n * spacingUs]
    const received = new Uint8Array(frameBytes)
    chip.exchange(frames[first] ?? received, startUs, received, 0)
    yield { received, first, conversions: 1, startUs, endUs: startUs + spacingUs }
  }
}

/** Volts times amperes taken for watts. Calibrated as well as the program is. */
export function shownNaively(chip: SpiChip, { plan }: Board, { seconds, hertz }: { seconds: number; hertz: number }): Shown {
  const told: (readonly number[])[] = []
  const processor = naiveProcessor((rms) => void told.push(rms))
  for (const conversion of convertedOneByOne(chip)) {
    processor.take(conversion)
    if (told.length === seconds) break
  }
  const mean = (at: number) => told.reduce((sum, each) => sum + (each[at] ?? 0), 0) / told.length
  const voltageV = mean(0) * (plan.voltages[0]?.scale.voltsPerCount ?? 0)
  const circuits = plan.currents.map(({ channel, scales }) => {
    const currentA = mean(channel) * scales.current.ampsPerCount
    return { powerW: voltageV * currentA, currentA, powerFactor: 1 }
  })
  return { voltageV, circuits, pairsPerCycle: naiveConversionsPerSecond / channels.length / hertz }
}

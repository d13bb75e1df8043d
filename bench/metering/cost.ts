import { median } from '../../test/system/support/median.ts'
import type { Processor } from '../../src/hardware/ports.ts'
import { collectGarbage, usedBytes } from './heap.ts'
import { rounded } from './row.ts'
import type { Tape } from './tape.ts'

/** What a processor takes of the machine, without what converts. */
export interface Cost {
  /** Time of the processor, that of collecting garbage included. */
  readonly decode_ns_per_conversion: number
  readonly core_share_at_chip_limit: number
  readonly allocation_bytes_per_conversion: number
  /** Of what is in use after garbage was collected. */
  readonly heap_growth_bytes_per_hour: number
  readonly heap_simulated_hours: number
}

/** At 1 MHz a conversion takes 24 clocks and 1 us of chip select. */
export const conversionsPerSecond = 40_000

const warmUpPlays = 5
const rounds = 15
const warmUpHours = 2
const simulatedHours = 4
const lookHours = 0.25

export function costOf(processor: Processor, tape: Tape): Cost {
  for (let i = 0; i < warmUpPlays; i++) tape.play(processor)
  const nanoseconds = median(Array.from({ length: rounds }, () => nanosecondsOf(processor, tape))) / tape.conversions
  const bytes = median(Array.from({ length: rounds }, () => allocatedBy(() => tape.play(processor)))) / tape.conversions
  return {
    decode_ns_per_conversion: rounded(nanoseconds, 1),
    core_share_at_chip_limit: rounded((nanoseconds * conversionsPerSecond) / 1e9, 5),
    allocation_bytes_per_conversion: rounded(bytes, 3),
    heap_growth_bytes_per_hour: Math.round(growthPerHour(processor, tape)),
    heap_simulated_hours: simulatedHours,
  }
}

function nanosecondsOf(processor: Processor, tape: Tape): number {
  const before = process.cpuUsage()
  tape.play(processor)
  const { user, system } = process.cpuUsage(before)
  return (user + system) * 1000
}

/** Garbage is collected before, and there is room for what is made meanwhile. */
function allocatedBy(make: () => void): number {
  collectGarbage()
  const before = usedBytes()
  make()
  return usedBytes() - before
}

/** The first hours are left out: for so long the engine still compiles. */
function growthPerHour(processor: Processor, tape: Tape): number {
  const tapeHours = tape.lengthUs / 3.6e9
  const play = (hours: number) => {
    for (let i = 0; i * tapeHours < hours; i++) tape.play(processor)
    collectGarbage()
    return usedBytes()
  }
  play(warmUpHours)
  const looks = Array.from({ length: simulatedHours / lookHours }, () => play(lookHours))
  // Between any two looks: the median takes a single step for what it is.
  const slopes = looks.flatMap((after, i) => looks.slice(0, i).map((before, j) => (after - before) / ((i - j) * lookHours)))
  return median(slopes)
}

import type { SpiChip } from '../../src/hardware/simulated/spiChip.ts'
import { simulatedConverter } from '../../src/hardware/simulated/spiConverter.ts'
import type { Batch, SamplingPlan } from '../../src/hardware/ports.ts'
import type { Clock } from '../../src/runtime/clock.ts'

/** The batches that the simulated bus makes of a chip, with its gaps, as fast as they can be computed. Model time begins at 0. */
export async function* played(chip: SpiChip, plan: SamplingPlan): AsyncGenerator<Batch> {
  const { signal } = new AbortController()
  const converter = simulatedConverter({ plan, chip, isThere: () => true, clock: leapingClock(), signal })
  for (;;) yield await converter.transfer()
}

/** Whoever sleeps is at its end at once. */
function leapingClock(): Clock {
  let nowMs = 0
  return {
    wallMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async (ms) => void (nowMs += ms),
  }
}

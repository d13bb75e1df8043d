import { DeviceError } from '../../entities/errors.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Batch, SamplingPlan } from '../ports.ts'
import { batchCycle } from '../sampling/batchCycle.ts'
import type { Converter } from '../sampling.ts'
import type { SpiChip } from './spiChip.ts'

/** As many as a 64-bit Pi's kernel takes at once. */
const mostConversions = 32
/** Between two transfers: the program hears of the one and begins the other. */
const gapUs = 40
const chipSelectUs = 1
const paceMs = 20
/** So far behind the clock, samples are lost instead of made up for. */
const mostLateUs = 100_000

interface Wiring {
  readonly plan: SamplingPlan
  readonly chip: SpiChip
  /** Whether the chip is still on its bus. */
  readonly isThere: () => boolean
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * The wire in model time, each conversion at its own instant. It keeps pace with the clock in steps: what is due is computed at once, then it sleeps.
 *
 *     model  |batch|gap|batch|gap|...
 *     clock  --------- 20 ms --------|
 */
export function simulatedConverter({ plan, chip, isThere, clock, signal }: Wiring): Converter {
  const { device, sweep, clockHz } = plan
  const conversionBytes = sweep[0]?.length ?? 0
  const conversionUs = (8 * conversionBytes * 1e6) / clockHz + chipSelectUs
  const nowUs = () => clock.monotonicMs() * 1000
  const batches = batchCycle(sweep.length, mostConversions).map(({ first, conversions }) => ({
    first,
    conversions,
    received: new Uint8Array(conversions * conversionBytes),
  }))
  let next = 0
  let modelUs = nowUs()

  async function due(endUs: number): Promise<void> {
    while (nowUs() < endUs) await clock.sleep(paceMs, signal)
    if (!isThere()) throw new DeviceError(`the simulated chip at ${device} has gone`)
  }

  function exchange(first: number, conversions: number, startUs: number, received: Uint8Array): void {
    for (let at = 0; at < conversions; at++) {
      const sent = sweep[(first + at) % sweep.length]
      if (sent !== undefined) chip.exchange(sent, startUs + at * conversionUs, received, at * conversionBytes)
    }
  }

  return {
    async transfer(): Promise<Batch> {
      const batch = batches[next]
      if (batch === undefined) throw new Error(`nothing is to be sampled at ${device}`)
      next = (next + 1) % batches.length
      if (nowUs() - modelUs > mostLateUs) modelUs = nowUs()
      const { first, conversions, received } = batch
      const startUs = modelUs
      const endUs = startUs + conversions * conversionUs
      modelUs = endUs + gapUs
      await due(endUs)
      exchange(first, conversions, startUs, received)
      return { received, first, conversions, startUs, endUs }
    },
    resumed: () => void (modelUs = Math.max(modelUs, nowUs())),
    close: async () => undefined,
  }
}

import type { Batch, Processor, SamplingPlan } from './ports.ts'

/** Whatever converts, real or simulated: one sampling's own, opened for it and closed at its end. */
export interface Converter {
  /**
   * The next batch of the sweep. Its clocking has begun when this returns. What was received stays valid until the transfer after
   * the next one begins. Rejects with a DeviceError when the bus fails.
   */
  transfer(): Promise<Batch>
  /** A pause is over: what would have been converted meanwhile is left out. For converters that keep a time of their own. */
  resumed?(): void
  /** Frees the chip; never rejects. */
  close(): Promise<void>
}

/** Rejects with a DeviceError that says what to do. The signal is the sampling's. */
export type OpenConverter = (plan: SamplingPlan, signal: AbortSignal) => Promise<Converter>

/** Rejects with the signal's reason as soon as that is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

/**
 * Samples until the signal, without pause where the processor wants none: while it takes a batch, the next one is in the kernel.
 *
 *     kernel     |  1  ||  2  ||  3  |
 *     processor         | 1 |  | 2 |  | 3 |
 *
 * Rejects with the signal's reason, or with what the converter or the processor throws; nothing is in the kernel and the converter is closed then.
 */
export async function sampleFrom(converter: Converter, processor: Processor, signal: AbortSignal, sleep: Sleep): Promise<never> {
  let inKernel: Promise<unknown> = Promise.resolve()
  const begin = () => {
    const transfer = converter.transfer()
    inKernel = transfer
    return transfer
  }
  try {
    signal.throwIfAborted()
    for (let next = begin(); ;) {
      const batch = await next
      signal.throwIfAborted()
      next = begin()
      const pauseMs = processor.take(batch)
      if (pauseMs > 0) {
        await next
        await sleep(pauseMs, signal)
        converter.resumed?.()
        next = begin()
      }
    }
  } finally {
    await inKernel.catch(() => undefined)
    await converter.close()
  }
}

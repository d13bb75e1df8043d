import type { SpiMessage } from 'spi-device'
import type { SamplingPlan } from '../ports.ts'
import { batchCycle, type BatchShape } from '../sampling/batchCycle.ts'

/** A batch as spi-device takes it, made once and sent again and again; what comes back goes to `received`. */
export interface PreparedBatch extends BatchShape {
  readonly message: SpiMessage
  readonly received: Uint8Array
}

/** The batches of a plan in their order, which repeats, each with a buffer of its own. */
export const preparedBatches = (plan: SamplingPlan, most: number): readonly PreparedBatch[] =>
  batchCycle(plan.sweep.length, most).map((shape) => prepared(plan, shape))

function prepared({ sweep, clockHz }: SamplingPlan, { first, conversions }: BatchShape): PreparedBatch {
  const byteLength = sweep[0]?.length ?? 0
  const received = Buffer.alloc(conversions * byteLength)
  const message = Array.from({ length: conversions }, (_, at) => ({
    byteLength,
    sendBuffer: Buffer.from(sweep[(first + at) % sweep.length] ?? []),
    receiveBuffer: received.subarray(at * byteLength, (at + 1) * byteLength),
    // Said each time: the kernel keeps one clock for all who have the file open.
    speedHz: clockHz,
    // After the last transfer it would keep the chip selected (linux/spi/spi.h).
    chipSelectChange: at < conversions - 1,
  }))
  return { first, conversions, message, received }
}

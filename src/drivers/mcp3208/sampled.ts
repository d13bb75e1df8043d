import { z } from 'zod'

/** What passes between the driver and its processor in the thread that samples. */

const meterPlan = z.object({
  tracks: z.number(),
  voltages: z.array(z.number()).readonly(),
  currents: z.array(z.object({ track: z.number(), voltage: z.number().nullable(), lag: z.number() })).readonly(),
})

export const processorOptions = z.object({
  /** As the sentences name it. */
  device: z.string(),
  /** What each conversion of the sweep converts, and to which track of the plan it belongs. */
  sweep: z.array(z.object({ channel: z.number(), track: z.number() })).readonly(),
  plan: meterPlan,
  /** Cycles of a window; null: about 0.2 s. */
  waves: z.number().nullable(),
  /** After each window; 0: none. */
  pauseMs: z.number(),
})

export type ProcessorOptions = z.output<typeof processorOptions>

const track = { samples: z.number(), mean: z.number(), rms: z.number(), noise: z.number(), clipped: z.number() }

const product = z.object({ active: z.number(), fundamentalActive: z.number(), fundamentalReactive: z.number() })

/** A window in counts, and what was seen of the sampling since the one before. */
export const sampledSchema = z.object({
  window: z.object({
    startUs: z.number(),
    endUs: z.number(),
    cycles: z.number(),
    frequencyHz: z.number().nullable(),
    voltages: z.array(z.object({ ...track, fundamental: z.number().nullable(), isWave: z.boolean() })).readonly(),
    currents: z.array(z.object({ ...track, fundamental: z.number().nullable(), product: product.nullable() })).readonly(),
  }),
  conversions: z.number(),
  /** Gaps of more than 2 ms that nobody asked for. */
  overruns: z.number(),
  /** Frames without a null bit. */
  damaged: z.number(),
  /** The time in which all this was counted, without pauses and with them. */
  sampledUs: z.number(),
  elapsedUs: z.number(),
})

export type Sampled = z.output<typeof sampledSchema>

/** What the processor answers: the latest samples of each channel, oldest first; made of plain lists, as the program's tools get it. */
export const tracesSchema = z.array(
  z
    .object({ channel: z.number(), timesUs: z.instanceof(Float64Array), values: z.instanceof(Uint16Array) })
    .transform(({ channel, timesUs, values }) => ({ channel, timesUs: [...timesUs], values: [...values] })),
)

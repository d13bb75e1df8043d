import { z } from 'zod'

/** What the calibration asks a running board, by the name `reading`: the mean over the next whole windows of about that time. */
export const readingQuestion = z.object({
  /** A current or a voltage, as the settings name it. */
  channel: z.string(),
  seconds: z.number().min(0.1).max(60),
})

const unknowable = z.number().nullable()

/** With the factors in force and without the noise floor. null is unknown. */
export const readingAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('current'),
    currentA: z.number(),
    voltageV: unknowable,
    /** Positive: import. */
    activePowerW: unknowable,
    /** Of the fundamental; positive: the current lags. */
    reactivePowerVar: unknowable,
    apparentPowerVa: unknowable,
    powerFactor: unknowable,
    frequencyHz: unknowable,
    /** Whether the powers come of an assumed power factor. */
    estimated: z.boolean(),
  }),
  z.object({ kind: z.literal('voltage'), voltageV: unknowable, frequencyHz: unknowable }),
])

export type ReadingAnswer = z.infer<typeof readingAnswer>

import { z } from 'zod'
import { originsAllowed, readOrigin } from '../entities/origin.ts'
import type { SourceSettings } from '../entities/source.ts'
import { duration, unitsLike } from './quantity.ts'

export interface SourceDefaults {
  /** The unit in which it is wanted, and in which it comes where neither its origin nor the user says another. */
  readonly unit: string
  /** Older than this it is unknown, where the user does not say: `60s`. */
  readonly maxAge: string
}

/** A source as written in the settings: `boiler.voltage`, or `{ from: mqtt:emon/emonpi/vrms, unit: mV, max_age: 30s }`. */
export function sourceSchema({ unit, maxAge }: SourceDefaults): z.ZodType<SourceSettings> {
  const maxAgeSchema = duration({ min: '5s', max: '168h', default: maxAge })
  const keys = z.strictObject({
    from: origin.meta({ title: 'Origin', description: originsAllowed }),
    unit: z.enum(unitsLike(unit)).default(unit).meta({ title: 'Unit', description: 'What it is in where its origin does not tell' }),
    max_age: maxAgeSchema.meta({ title: 'Greatest age', description: 'Older than this it is unknown' }),
  })
  const defaultAgeMs = maxAgeSchema.parse(undefined)
  return z
    .union([origin.describe(originsAllowed), keys])
    .transform((written): SourceSettings =>
      typeof written === 'string'
        ? { from: written, fromUnit: unit, unit, maxAgeMs: defaultAgeMs }
        : { from: written.from, fromUnit: written.unit, unit, maxAgeMs: written.max_age },
    )
}

/** Where a source comes from, as written in the settings. */
export const origin = z.string().superRefine((text, context) => {
  const read = readOrigin(text)
  if (read.kind === 'none') context.addIssue({ code: 'custom', message: read.allowed })
})

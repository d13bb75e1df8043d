import { z } from 'zod'
import { originsAllowed } from '../../entities/origin.ts'
import type { SourceSettings } from '../../entities/source.ts'
import { flaw } from '../../settings/flaw.ts'
import { oneOf } from '../../settings/oneOf.ts'
import { converted, duration, unitsLike } from '../../settings/quantity.ts'
import { origin } from '../../settings/source.ts'

/** What a needle follows: a source, times a factor, plus an offset in the unit of its scale. The source comes in that unit, or in one that the factor makes that of. */
export interface FollowSettings {
  readonly source: SourceSettings
  readonly factor: number
  readonly offset: number
}

const maxAge = duration({ min: '5s', max: '168h', default: '60s' })
const factor = z.number().refine((value) => value !== 0, { error: 'a number other than 0' })

const keys = z.strictObject({
  from: origin.meta({ title: 'Origin', description: originsAllowed }),
  unit: z.string().max(20).exactOptional().meta({
    description: 'What it is in where its origin does not tell, or what the factor makes the unit of the scale of; left out, that unit',
  }),
  max_age: maxAge.meta({ description: 'Older than this it is unknown' }),
  factor: factor.default(1).meta({ description: 'Times this' }),
  offset: z.number().default(0).meta({ description: 'Plus this, in the unit of the scale' }),
})

export const follow = z.union([origin.describe(originsAllowed), keys])

export type FollowKeys = z.output<typeof follow>

/** What is written, for a scale in this unit. */
export function followIn(unit: string, written: FollowKeys): FollowSettings {
  if (typeof written === 'string') return followIn(unit, { from: written, max_age: maxAge.parse(undefined), factor: 1, offset: 0 })
  const fromUnit = written.unit ?? unit
  const source = { from: written.from, fromUnit, unit: isLike(fromUnit, unit) ? unit : fromUnit, maxAgeMs: written.max_age }
  return { source, factor: written.factor, offset: written.offset }
}

const isLike = (unit: string, other: string) => converted(1, unit, other) !== null

/** What is wrong with it on a scale in this unit. */
export function followFlaws(unit: string, written: FollowKeys): ReturnType<typeof flaw>[] {
  if (typeof written === 'string' || written.unit === undefined || isLike(written.unit, unit)) return []
  if (written.factor !== 1 || written.offset !== 0) return []
  const allowed =
    unit === ''
      ? 'nothing where the scale has no unit'
      : `${oneOf(unitsLike(unit))}, as the scale is in ${unit}, or another one beside a factor`
  return [flaw(['follow', 'unit'], allowed)]
}

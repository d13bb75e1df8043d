import { z } from 'zod'
import { flaw } from '../../settings/flaw.ts'
import { quantity } from '../../settings/quantity.ts'
import { travelDeg, type ScaleSettings } from './scale.ts'

const value = z.number().min(-1e9).max(1e9)
const angle = { min: '0deg', max: `${travelDeg}deg` }
const defaultZeroDeg = 5
/** Less is no dial that shows anything. */
const leastRange = 0.01
const pointsAllowed = 'a list of 2 to 50 points, such as { value: 0, at: 0deg }'

const keys = z.strictObject({
  min: value.exactOptional().meta({ description: 'At the begin of the dial' }),
  max: value.exactOptional().meta({ description: 'At its end' }),
  points: z
    .array(z.strictObject({ value, at: quantity('deg', angle) }), { error: pointsAllowed })
    .min(2, { error: pointsAllowed })
    .max(50, { error: pointsAllowed })
    .exactOptional()
    .meta({ description: 'In place of min and max, for a dial that is not linear: values by their angles from the begin of the dial' }),
  unit: z.string().max(20).default('').meta({ description: 'As Home Assistant shows it: W, kW, %, °C' }),
  step: z.number().min(0.001).max(1e6).exactOptional().meta({ description: 'What values are rounded to; about a thousandth of the range' }),
  sweep: quantity('deg', { min: '10deg', max: `${travelDeg}deg`, default: '300deg' }).meta({
    description: 'From the begin of the dial to its end',
  }),
  zero: quantity('deg', { ...angle, default: `${defaultZeroDeg}deg` }).meta({
    description: 'From the stop of the needle to the begin of the dial',
  }),
  reversed: z.boolean().default(false).meta({ description: 'The least value stands at the end of the dial' }),
})

type Keys = z.output<typeof keys>

/** A dial. */
export const scaleSettings = keys.transform((scale, context): ScaleSettings => {
  const flaws = [...endFlaws(scale), ...pointFlaws(scale), ...stepFlaws(scale), ...travelFlaws(scale)]
  for (const each of flaws) context.addIssue(each)
  if (flaws.length > 0) return z.NEVER
  const { unit, sweep, zero, reversed } = scale
  const points = scale.points?.map(({ value: at, at: angleDeg }) => ({ value: at, angleDeg })) ?? null
  const { min, max } = rangeOf(scale)
  const sweepDeg = points === null ? sweep : Math.max(...points.map(({ angleDeg }) => angleDeg))
  return { min, max, unit, step: scale.step ?? stepFor(max - min), sweepDeg, zeroDeg: zero, reversed, points }
})

/** Of a scale that says it, in one way or the other. */
const rangeOf = ({ min = 0, max = 0, points }: Keys) =>
  points === undefined ? { min, max } : { min: points[0]?.value ?? 0, max: points.at(-1)?.value ?? 0 }

function endFlaws({ min, max, points }: Keys): ReturnType<typeof flaw>[] {
  if (points !== undefined)
    return min === undefined && max === undefined ? [] : [flaw([min === undefined ? 'max' : 'min'], 'nothing beside points')]
  if (min === undefined) return [flaw(['min'], 'the value at the begin of the dial, or points', 'nothing')]
  if (max === undefined) return [flaw(['max'], 'the value at the end of the dial', 'nothing')]
  if (min >= max) return [flaw(['max'], 'more than min (a dial that runs the other way has reversed: true)')]
  return widthOf(min, max) >= leastRange ? [] : [flaw(['max'], `at least ${leastRange} more than min`)]
}

/** Without what binary fractions add. */
export const widthOf = (min: number, max: number): number => Math.round((max - min) * 1e9) / 1e9

/** Ascending values, and angles that run one way. */
function pointFlaws({ points = [], reversed }: Keys): ReturnType<typeof flaw>[] {
  const ways = points.slice(1).map(({ value: to, at }, i) => ({ values: to - (points[i]?.value ?? 0), angles: at - (points[i]?.at ?? 0) }))
  const unsorted = ways.findIndex(({ values }) => values <= 0)
  if (unsorted >= 0) return [flaw(['points', unsorted + 1, 'value'], 'more than the one before it')]
  const turning = ways.findIndex(({ angles }) => angles === 0 || Math.sign(angles) !== Math.sign(ways[0]?.angles ?? 0))
  if (turning >= 0) return [flaw(['points', turning + 1, 'at'], 'an angle further in the direction of the ones before it')]
  return points.length > 0 && reversed ? [flaw(['reversed'], 'nothing beside points: their angles may descend')] : []
}

function stepFlaws(scale: Keys): ReturnType<typeof flaw>[] {
  const { min, max } = rangeOf(scale)
  const width = widthOf(min, max)
  return scale.step === undefined || scale.step <= width || min >= max ? [] : [flaw(['step'], `up to ${width}, the range of the dial`)]
}

/** The one is blamed that the user wrote. */
function travelFlaws({ sweep, zero, points }: Keys): ReturnType<typeof flaw>[] {
  const angles = points?.map(({ at }) => at) ?? [sweep]
  const widest = Math.max(...angles)
  if (widest + zero <= travelDeg) return []
  const whole = `the needle turns by ${travelDeg}deg in all`
  if (zero > defaultZeroDeg) return [flaw(['zero'], `up to ${travelDeg - widest}deg: ${whole}`)]
  const place = points === undefined ? ['sweep'] : ['points', angles.indexOf(widest), 'at']
  return [flaw(place, `up to ${travelDeg - zero}deg beside a zero of ${zero}deg: ${whole}`)]
}

/** A power of ten, about a thousandth of the range. */
const stepFor = (width: number) => Math.max(0.001, 10 ** Math.floor(Math.log10(width / 1000)))

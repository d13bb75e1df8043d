import { z } from 'zod'
import { shownName } from '../../settings/deviceSchema.ts'
import { flaw } from '../../settings/flaw.ts'
import { duration, quantity } from '../../settings/quantity.ts'
import { dialSettings, type DialSettings } from './dial/settings.ts'
import { follow, followFlaws, followIn, type FollowSettings } from './follow.ts'
import { gaugePin } from './pin.ts'
import { stepsPerDegree, type ScaleSettings } from './scale.ts'
import { scaleSettings, widthOf } from './scaleSettings.ts'

/** One needle. */
export interface GaugeEntry {
  readonly name: string | null
  /** BCM numbers. */
  readonly stepPin: number
  readonly dirPin: number
  /** DIR high turns it up the scale of steps; else low does. */
  readonly inverted: boolean
  readonly scale: ScaleSettings
  readonly follow: FollowSettings | null
  /** What it shows while nothing is known to show; null: it goes to its stop. */
  readonly rest: number | null
  /** Time constant of a damped needle; 0: as quick as it can. */
  readonly smoothingMs: number
  /** Play of the gear, taken out by arriving from below always; 0: none. */
  readonly backlashSteps: number
  readonly dial: DialSettings
}

const keys = z.strictObject({
  name: shownName.exactOptional().meta({ description: 'As Home Assistant shows it; the id made readable where it is left out' }),
  dir: gaugePin.meta({ description: 'BCM number of the DIR line' }),
  step: gaugePin.meta({ description: 'BCM number of the STEP line' }),
  invert: z.boolean().default(false).meta({ description: 'The needle turns the wrong way' }),
  scale: scaleSettings,
  follow: follow.exactOptional().meta({ description: 'The source that the needle follows by itself' }),
  rest: z
    .number()
    .exactOptional()
    .meta({ description: 'Shown while nothing is known to show; the needle goes to its stop where this is left out' }),
  smoothing: duration({ min: '0ms', max: '10s', default: '0ms' }).meta({ description: 'Time constant of a damped needle' }),
  backlash: quantity('deg', { min: '0deg', max: '5deg', default: '0deg' }).meta({
    description: 'Play of the gear: the needle then always arrives from below',
  }),
  dial: dialSettings.exactOptional().meta({ description: 'The face that energy-monitor dial draws' }),
})

type Keys = z.output<typeof keys>

/** One of the needles, by its keys. */
export const gaugeSettings = keys.transform((gauge, context): GaugeEntry => {
  const { scale } = gauge
  const flaws = flawsOf(gauge)
  for (const each of flaws) context.addIssue(each)
  if (flaws.length > 0) return z.NEVER
  return {
    name: gauge.name ?? null,
    stepPin: gauge.step,
    dirPin: gauge.dir,
    inverted: gauge.invert,
    scale,
    follow: gauge.follow === undefined ? null : followIn(scale.unit, gauge.follow),
    rest: gauge.rest ?? null,
    smoothingMs: gauge.smoothing,
    backlashSteps: Math.round(gauge.backlash * stepsPerDegree),
    dial: gauge.dial ?? dialSettings.parse({}),
  }
})

/** More labels than this stand on no face. */
const mostLabels = 100

function flawsOf({ scale: { min, max, unit }, follow: followed, rest, dial }: Keys): ReturnType<typeof flaw>[] {
  const [every, least] = [dial?.labelEvery ?? null, widthOf(min, max) / mostLabels]
  return [
    ...(followed === undefined ? [] : followFlaws(unit, followed)),
    ...(rest === undefined || (rest >= min && rest <= max) ? [] : [flaw(['rest'], `a value of the scale, ${min} to ${max}`)]),
    ...(every === null || every >= least ? [] : [flaw(['dial', 'labels'], `${least} or more on this scale`)]),
  ]
}

import { z } from 'zod'
import { flaw } from '../../settings/flaw.ts'
import { identifier } from '../../settings/identifiers.ts'
import { duration, quantity } from '../../settings/quantity.ts'
import { sourceSchema } from '../../settings/source.ts'
import type { SourceSettings } from '../../entities/source.ts'
import { gaugeSettings, type GaugeEntry } from './gaugeSettings.ts'
import { gaugePin } from './pin.ts'
import { stepsPerDegree } from './scale.ts'

/** Needles behind one step/dir driver, which move together. */
export interface GaugesSettings {
  /** In the order of the file. */
  readonly gauges: readonly GaugeSettings[]
  /** BCM number of the driver's RESET line; null: not wired. */
  readonly resetPin: number | null
  readonly statusLed: StatusLedSettings | null
  readonly homing: HomingSettings
  /** Needles go to their stop when the program ends. */
  readonly park: boolean
  readonly speedStepsPerS: number
  readonly accelerationStepsPerS2: number
  /** From which a needle may stop dead, and to which it may start. */
  readonly startSpeedStepsPerS: number
  /** Rest after which the coils get no current; null: never. */
  readonly releaseMs: number | null
}

export type GaugeSettings = GaugeEntry & { readonly id: string }

interface StatusLedSettings {
  readonly pin: number
  /** Lit while it is other than 0; null: it only goes on and off. */
  readonly tariff: SourceSettings | null
}

export interface HomingSettings {
  readonly atStart: 'always' | 'unknown' | 'never'
  /** Minutes since midnight; null: not daily. */
  readonly dailyMinute: number | null
  readonly speedStepsPerS: number
}

const timeAllowed = 'a time of the day in quotes, such as "03:30"'
const timeOfDay = z
  .string({ error: timeAllowed })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: timeAllowed })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)))

const homing = z
  .strictObject({
    at_start: z
      .enum(['always', 'unknown', 'never'])
      .default('always')
      .meta({ description: 'always; only where it is unknown how the needles stand; or never, which takes them to stand at their stops' }),
    daily: timeOfDay.exactOptional().meta({ description: 'Every day at this time, as the machine has it' }),
    speed: quantity('deg/s', { min: '10deg/s', max: '300deg/s', default: '100deg/s' }).meta({
      description: 'At which the needles are driven against their stops',
    }),
  })
  .transform(({ at_start: atStart, daily, speed }): HomingSettings => ({
    atStart,
    dailyMinute: daily ?? null,
    speedStepsPerS: speed * stepsPerDegree,
  }))

const statusLed = z
  .strictObject({
    pin: gaugePin,
    tariff: sourceSchema({ unit: '', maxAge: '24h' }).exactOptional().meta({ description: 'Lit while this source is other than 0' }),
  })
  .transform((led): StatusLedSettings => ({ pin: led.pin, tariff: led.tariff ?? null }))

const keys = z.strictObject({
  gauges: z.record(identifier, gaugeSettings).meta({ description: 'The needles, by ids of their own' }),
  reset: gaugePin.exactOptional().meta({ description: 'BCM number of the RESET line of the driver' }),
  status_led: statusLed.exactOptional().meta({ description: 'A lamp beside the needles' }),
  homing: homing.exactOptional().meta({ description: 'How the needles find their stops' }),
  park: z.boolean().default(true).meta({ description: 'Needles go to their stops when the program ends' }),
  speed: quantity('deg/s', { min: '10deg/s', max: '600deg/s', default: '500deg/s' }).meta({ description: 'Greatest speed of a needle' }),
  acceleration: quantity('deg/s²', { min: '100deg/s²', max: '15000deg/s²', default: '5000deg/s²' }).meta({
    description: 'At which a needle gains and loses speed',
  }),
  start_speed: quantity('deg/s', { min: '10deg/s', max: '200deg/s', default: '100deg/s' }).meta({
    description: 'From which a needle can stop dead; the greatest speed where pigpio cannot be used',
  }),
  release: duration({ min: '1s', max: '24h' })
    .exactOptional()
    .meta({ description: 'After so long at rest the coils get no current; needs reset' }),
})

type Keys = z.output<typeof keys>

/** More than the pins of a board drive, and than a wave takes. */
const mostGauges = 4

/** X27.168 needles behind a step/dir driver. */
export const gaugesSettings = keys.transform((board, context): GaugesSettings => {
  const flaws = flawsOf(board)
  for (const each of flaws) context.addIssue(each)
  if (flaws.length > 0) return z.NEVER
  return {
    gauges: Object.entries(board.gauges).map(([id, entry]) => Object.assign({ id }, entry)),
    resetPin: board.reset ?? null,
    statusLed: board.status_led ?? null,
    homing: board.homing ?? homing.parse({}),
    park: board.park,
    speedStepsPerS: board.speed * stepsPerDegree,
    accelerationStepsPerS2: board.acceleration * stepsPerDegree,
    startSpeedStepsPerS: Math.min(board.start_speed, board.speed) * stepsPerDegree,
    releaseMs: board.release ?? null,
  }
})

function flawsOf({ gauges, release, reset }: Keys): ReturnType<typeof flaw>[] {
  const count = Object.keys(gauges).length
  return [
    ...(count >= 1 && count <= mostGauges ? [] : [flaw(['gauges'], `1 to ${mostGauges} gauges`, `${count} gauges`)]),
    ...(release === undefined || reset !== undefined ? [] : [flaw(['release'], 'nothing without reset, which takes the current off')]),
  ]
}

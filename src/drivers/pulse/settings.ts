import { z } from 'zod'
import { flaw } from '../../settings/flaw.ts'
import { duration, quantity } from '../../settings/quantity.ts'
import { measurable, quantities, type Measures, type Way } from './measured.ts'
import { perPulse, rateAllowed, type PerPulse } from './perPulse.ts'

/** One input of a meter. */
export interface InputSettings {
  /** BCM number. */
  readonly pin: number
  readonly way: Way
  readonly perPulse: PerPulse
}

export interface PulseSettings {
  readonly measures: Measures
  /** The one that counts what is taken first. */
  readonly inputs: readonly InputSettings[]
  readonly bias: 'up' | 'down' | 'none'
  readonly activeLevel: 0 | 1
  readonly widthUs: number
  readonly gapUs: number
  /** Of the hardware's or the kernel's filter. */
  readonly steadyUs: number
  /** W, L/min or m³/h. */
  readonly maxRate: number
  readonly timeoutMs: number
  readonly stuckAfterMs: number | null
}

/** Boards other than a Raspberry Pi have more of them; which there are the chip tells. */
const pin = z.int().min(0).max(511)
const times = { min: '0us', max: '1000ms' }

const keys = z.strictObject({
  measures: z.enum(measurable).default('electricity').meta({ description: 'What the meter counts' }),
  rate: perPulse,
  pin: pin.meta({ description: 'BCM number of the input, not the number on the connector' }),
  export: z
    .strictObject({ pin, rate: perPulse.exactOptional() })
    .exactOptional()
    .meta({ description: 'A second output of the same electricity meter, for what is fed in' }),
  bias: z
    .enum(['up', 'down', 'none'])
    .default('up')
    .meta({ description: 'Resistor in the board that holds the line while nothing drives it' }),
  active: z
    .enum(['low', 'high'])
    .exactOptional()
    .meta({ description: 'Level of a pulse; low with bias up, as S0 and open-collector outputs pull the line down, else high' }),
  width: quantity('us', { ...times, default: '5ms' }).meta({ description: 'What is shorter is no pulse' }),
  gap: quantity('us', { ...times, default: '5ms' }).meta({ description: 'Between two pulses the line is at rest for at least so long' }),
  debounce: quantity('us', { min: '0us', max: '300ms', default: '0us' }).meta({
    description: 'Levels shorter than this are filtered by the hardware or the kernel, against inputs that flood the program',
  }),
  max_power: quantity('W', { min: '10W', max: '100000kW' })
    .exactOptional()
    .meta({ description: 'Of electricity; 50kW where it is left out. Pulses that come sooner than it allows are not counted' }),
  max_flow: quantity('m³/h', { min: '0.01m³/h', max: '100000m³/h' })
    .exactOptional()
    .meta({ description: 'Of water or gas; 10m³/h where it is left out. Pulses that come sooner than it allows are not counted' }),
  timeout: duration({ min: '1s', max: '24h', default: '10min' }).meta({ description: 'After so long without a pulse power or flow is 0' }),
  stuck_after: duration({ min: '1s', max: '720h' })
    .exactOptional()
    .meta({ description: 'An input that stays active for so long is a problem; 1h for electricity where it is left out, else never' }),
})

type Keys = z.output<typeof keys>

/** A meter with a pulse output. */
export const pulseSettings = keys
  .superRefine((meter, context) => {
    for (const each of flawsOf(meter)) context.addIssue(each)
  })
  .transform((meter): PulseSettings => ({
    measures: meter.measures,
    inputs: inputsOf(meter),
    bias: meter.bias,
    activeLevel: activeLevelOf(meter),
    widthUs: meter.width,
    gapUs: meter.gap,
    steadyUs: meter.debounce,
    maxRate: maxRateOf(meter),
    timeoutMs: meter.timeout,
    stuckAfterMs: meter.stuck_after ?? quantities[meter.measures].stuckAfterMs,
  }))

function flawsOf(meter: Keys): ReturnType<typeof flaw>[] {
  const { measures } = meter
  const unit = measures === 'electricity' ? 'kWh' : 'm³'
  const other = measures === 'electricity' ? 'max_flow' : 'max_power'
  return [
    ...(meter.rate.unit === unit ? [] : [flaw(['rate'], rateAllowed[unit])]),
    ...(meter.export?.rate === undefined || meter.export.rate.unit === unit ? [] : [flaw(['export', 'rate'], rateAllowed[unit])]),
    ...(meter.export === undefined || measures === 'electricity' ? [] : [flaw(['export'], `nothing where ${measures} is measured`)]),
    ...(meter[other] === undefined
      ? []
      : [flaw([other], `nothing where ${measures} is measured: ${quantities[measures].limit} is its limit`)]),
  ]
}

function inputsOf({ rate, pin: first, export: second }: Keys): InputSettings[] {
  if (second === undefined) return [{ pin: first, way: 'only', perPulse: rate }]
  return [
    { pin: first, way: 'import', perPulse: rate },
    { pin: second.pin, way: 'export', perPulse: second.rate ?? rate },
  ]
}

const activeLevelOf = ({ active, bias }: Keys) => ((active ?? (bias === 'up' ? 'low' : 'high')) === 'low' ? 0 : 1)

function maxRateOf({ measures, max_power: powerW = 50_000, max_flow: cubicMetresPerHour = 10 }: Keys): number {
  if (measures === 'electricity') return powerW
  return measures === 'gas' ? cubicMetresPerHour : (cubicMetresPerHour * 1000) / 60
}

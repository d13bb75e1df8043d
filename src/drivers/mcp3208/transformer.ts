import { z } from 'zod'
import { quantity } from '../../settings/quantity.ts'

/** The rating of a current transformer, as it is printed on it. */
export interface Transformer {
  /** `100A/50mA`, without spaces. */
  readonly text: string
  /** The highest current, rms, that it is made for. */
  readonly ratedA: number
  /** What it gives then: a current, which needs a burden, or a voltage. */
  readonly output: { readonly amps: number } | { readonly volts: number }
}

const allowed = 'primary and secondary, such as 100A/50mA or 30A/1V'
const number = String.raw`\d+(?:\.\d+)? ?`
const form = new RegExp(`^(${number}m?A) ?/ ?(${number}m?[AV])$`)

const rated = quantity('A', { min: '100mA', max: '10000A' })
const outputCurrent = quantity('A', { min: '0.1mA', max: '10A' })
const outputVoltage = quantity('V', { min: '1mV', max: '10V' })

export const transformer = z
  .string({ error: allowed })
  .regex(form, { error: allowed, abort: true })
  .transform((text, context): Transformer => {
    const [, primary, secondary = ''] = form.exec(text) ?? []
    const ratedA = rated.safeParse(primary)
    const output = outputOf(secondary)
    if (ratedA.success && output !== null) return { text: text.replaceAll(' ', ''), ratedA: ratedA.data, output }
    context.addIssue({ code: 'custom', message: `${allowed}, of 0.1A to 10000A and 0.1mA to 10A or 1mV to 10V` })
    return z.NEVER
  })

function outputOf(text: string): Transformer['output'] | null {
  const amps = outputCurrent.safeParse(text)
  if (amps.success) return { amps: amps.data }
  const volts = outputVoltage.safeParse(text)
  return volts.success ? { volts: volts.data } : null
}

import { z } from 'zod'
import { quantity } from '../../settings/quantity.ts'

/** What a pulse stands for, as it is printed on the meter. */
export interface PerPulse {
  /** `1000imp/kWh` */
  readonly text: string
  readonly unit: 'kWh' | 'm³'
  /** kWh or m³. */
  readonly amount: number
}

interface Form {
  readonly written: string
  readonly min: number
  readonly max: number
  readonly unit: PerPulse['unit']
  readonly amount: (value: number) => number
}

/** The ways to say it. From 0.01 Wh to 10 kWh, and from 1 ml to 10 m³. */
const forms: readonly Form[] = [
  { written: 'imp/kWh', min: 0.1, max: 100_000, unit: 'kWh', amount: (value) => 1 / value },
  { written: 'Wh/imp', min: 0.01, max: 10_000, unit: 'kWh', amount: (value) => value / 1000 },
  { written: 'imp/m³', min: 0.1, max: 1_000_000, unit: 'm³', amount: (value) => 1 / value },
  { written: 'm³/imp', min: 0.000001, max: 10, unit: 'm³', amount: (value) => value },
  { written: 'imp/l', min: 0.0001, max: 1_000, unit: 'm³', amount: (value) => 1 / (1000 * value) },
  { written: 'l/imp', min: 0.001, max: 10_000, unit: 'm³', amount: (value) => value / 1000 },
]

/** What completes "allowed is …", by the unit of what is measured. */
export const rateAllowed: Readonly<Record<PerPulse['unit'], string>> = {
  kWh: 'imp/kWh or Wh/imp as it is printed on the meter, such as 1000imp/kWh',
  'm³': 'l/imp, m³/imp, imp/l or imp/m³ as it is printed on the meter, such as 10l/imp',
}

const allowed = 'imp/kWh or Wh/imp for electricity, l/imp, m³/imp, imp/l or imp/m³ for water and gas, such as 1000imp/kWh or 10l/imp'

const schemas = forms.map((form) => ({
  form,
  value: quantity(form.written, { min: `${decimal(form.min)}${form.written}`, max: `${form.max}${form.written}` }),
}))

/** Also with the letters that keyboards have: m3, L. */
export const perPulse = z
  .string({ error: allowed })
  .meta({ description: 'What a pulse stands for, as it is printed on the meter: 1000imp/kWh, 1Wh/imp, 10l/imp, 0.01m³/imp' })
  .transform((text, context): PerPulse => {
    const plain = text.replace('m3', 'm³').replace('L', 'l')
    const schema = schemas.find(({ form }) => plain.replace(/^[^a-zA-Z]*/, '') === form.written)
    const value = schema?.value.safeParse(plain)
    if (schema !== undefined && value?.success === true) {
      const { unit, amount } = schema.form
      return { text: plain.replace(' ', ''), unit, amount: amount(value.data) }
    }
    context.addIssue({ code: 'custom', message: value?.error?.issues[0]?.message ?? allowed })
    return z.NEVER
  })

/** 1e-6 is no number that people write. */
function decimal(value: number): string {
  return value < 0.001 ? value.toFixed(6).replace(/0+$/, '') : String(value)
}

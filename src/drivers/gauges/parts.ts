import type { Limits } from '../../entities/rows.ts'
import type { Part } from '../../entities/parts.ts'
import { readable } from '../../settings/identifiers.ts'
import type { GaugeRows } from './rows.ts'
import type { Range, ScaleSettings } from './scale.ts'
import type { GaugesSettings, GaugeSettings } from './settings.ts'

export type GaugePart = Part & { readonly kind: 'gauge' }

/** The needles, each a device of its own below the board. */
export const partsOf = ({ gauges }: GaugesSettings): GaugePart[] =>
  gauges.map((gauge) => ({
    kind: 'gauge',
    id: gauge.id,
    name: gauge.name ?? readable(gauge.id),
    model: 'X27.168',
    rows: rowsOf(gauge),
    limits: limitsOf(gauge.scale, gauge.scale),
  }))

/** A needle without a source is moved by hand only, and the range of a dial with a table of points is the table's. */
const rowsOf = ({ follow, scale }: GaugeSettings): (keyof GaugeRows)[] => [
  'value',
  'target',
  ...(follow === null ? [] : (['moved_by'] as const)),
  ...(scale.points === null ? (['range_min', 'range_max'] as const) : []),
]

type LimitedKey = 'value' | 'target' | 'range_min' | 'range_max'

/** How finely a change of the shown value is told at once, as a part of the range. */
const toldAtOnce = 0.01

/** Units and limits of its rows with this range. */
export function limitsOf({ unit, step }: ScaleSettings, { min, max }: Range): Readonly<Record<LimitedKey, Limits>> {
  const withUnit = unit === '' ? {} : { unit }
  // Home Assistant makes the field of a number as wide as its limits are long.
  const widest = 100 * 10 ** Math.ceil(Math.log10(Math.max(Math.abs(min), Math.abs(max))))
  const precision = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return {
    value: { ...withUnit, precision, step: (max - min) * toldAtOnce },
    target: { ...withUnit, min, max, step },
    range_min: { ...withUnit, min: -widest, max: plain(max - step), step },
    range_max: { ...withUnit, min: plain(min + step), max: widest, step },
  }
}

/** What binary fractions add is taken away. */
const plain = (value: number) => Number(value.toPrecision(12))

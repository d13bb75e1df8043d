import { type Edge, edgesOf } from './edges.ts'
import { playEdges } from './playEdges.ts'
import type { SimulatedChip } from './simulatedChip.ts'

/** Pulse meters of every kind, what is played to them, and what they must count of it. */

const second = 1e9
const row = [10, 11, 12, 13, 14, 15, 16, 17]
/** Lines that change whenever those of `steady` and `quick` do, the other way round. */
export const besides = { steady: 40, quick: 41 } as const

const meter = (own: object) => ({ driver: 'pulse', rate: '1000imp/kWh', ...own })
/** A pause of this machine moves edges together: where they are close, each one must count. */
const anyPulse = { width: '0us', gap: '0us', max_power: '100000kW' }

export const meters = {
  /** Its line keeps the level that it has, whoever opens it. */
  steady: meter({ pin: 4, bias: 'none', active: 'low' }),
  quick: meter({ pin: 5, ...anyPulse }),
  lit: meter({ pin: 6, bias: 'down', active: 'high', rate: '500imp/kWh' }),
  grid: meter({ pin: 7, export: { pin: 8 } }),
  bouncing: meter({ pin: 9 }),
  ...Object.fromEntries(row.map((pin) => [`row_${pin}`, meter({ pin, ...anyPulse })])),
}

/** Meters whose pins cannot be had: the first is held by someone else. */
export const refused = { taken: meter({ pin: 20 }), missing: meter({ pin: 60 }) }

/** kWh that they count in `everyRate`. */
export const sent: Readonly<Record<string, number>> = {
  'steady.energy': 0.006,
  'quick.energy': 0.1,
  'lit.energy': 0.02,
  'grid.energy_import': 0.005,
  'grid.energy_export': 0.005,
  'bouncing.energy': 0.01,
  ...Object.fromEntries(row.map((pin) => [`row_${pin}.energy`, 0.1])),
}

/** 6 s: 1 Hz, 20 Hz, 2 Hz to import and then to export, and eight inputs at 16.7 Hz. */
export const everyRate = (chip: SimulatedChip) =>
  play(
    chip,
    beside(pulses(4, 6, second), besides.steady),
    beside(pulses(5, 100, second / 20), besides.quick),
    lights(10),
    pulses(7, 5, 0.5 * second),
    pulses(8, 5, 0.5 * second, 2.5 * second),
    bounces(10),
    ...row.map((pin) => pulses(pin, 100, second / 16.7)),
  )

/** A pulse each second for `steady`, and two for `lit`. */
export const few = (chip: SimulatedChip, seconds: number) => play(chip, pulses(4, seconds, second), lights(2 * seconds))

const play = (chip: SimulatedChip, ...parts: readonly Edge[][]) =>
  playEdges(
    chip,
    parts.flat().toSorted((a, b) => a.atNs - b.atNs),
  )

/** Of an output that pulls its line down. */
const pulses = (offset: number, count: number, periodNs: number, atNs = 0) =>
  edgesOf({ offset, count, periodNs, widthNs: 0.4 * periodNs, atNs, level: 0 })

const lights = (count: number) => edgesOf({ offset: 6, count, periodNs: 0.5 * second, widthNs: 0.2 * second })

const beside = (edges: readonly Edge[], offset: number) =>
  edges.flatMap((edge) => [edge, { ...edge, offset, level: edge.level === 1 ? 0 : 1 } as const])

/** Pulses for `bouncing` that flicker at both ends, with a spike after each. Edges of one instant come as fast as they can. */
function bounces(count: number): Edge[] {
  const flicker = (atMs: number, levels: readonly (0 | 1)[]) => levels.map((level) => ({ atNs: atMs * 1e6, offset: 9, level }))
  return Array.from({ length: count }, (_, i) => [
    ...flicker(500 * i, [0, 1, 0, 1, 0]),
    ...flicker(500 * i + 200, [1, 0, 1, 0, 1]),
    ...flicker(500 * i + 350, [0, 1]),
  ]).flat()
}

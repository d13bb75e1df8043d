import { z } from 'zod'
import { quantity } from '../../../settings/quantity.ts'

/** The face to print behind a needle. */
export interface DialSettings {
  /** Empty: none; null: the gauge's name. */
  readonly title: string | null
  readonly diameterMm: number
  /** Diameter of the hole for the shaft of the motor. */
  readonly holeMm: number
  /** Between two labels, in the unit of the scale; null: a round number that gives some ten labels. */
  readonly labelEvery: number | null
  /** Ticks between two labels; null: as it looks well. */
  readonly ticksBetween: number | null
  /** Coloured arcs, from a value to the next one. */
  readonly colours: readonly DialColour[]
}

export interface DialColour {
  readonly from: number
  readonly to: number
  /** As CSS knows it: green, #e33. */
  readonly colour: string
}

const colourAllowed = 'a colour such as green or #e33a00'
const titleAllowed = 'a text of up to 40 characters in one line'
const coloursAllowed = 'a list of up to 20 arcs, such as { from: 0, to: 500, colour: green }'

const keys = z.strictObject({
  title: z
    .string({ error: titleAllowed })
    .regex(/^.{0,40}$/u, { error: titleAllowed })
    .exactOptional()
    .meta({ description: 'Printed on the face; the name of the gauge where it is left out' }),
  diameter: quantity('mm', { min: '20mm', max: '1000mm', default: '80mm' }).meta({ description: 'Of the face' }),
  hole: quantity('mm', { min: '1mm', max: '10mm', default: '4mm' }).meta({
    description: 'Diameter of the hole for the shaft of the motor',
  }),
  labels: z.number().positive().exactOptional().meta({ description: 'Between two labels, in the unit of the scale' }),
  ticks: z.int().min(0).max(20).exactOptional().meta({ description: 'Ticks between two labels' }),
  colours: z
    .array(
      z
        .strictObject({
          from: z.number(),
          to: z.number(),
          colour: z.string({ error: colourAllowed }).regex(/^(?:#(?:[0-9a-fA-F]{3}){1,2}|[a-zA-Z]{3,30})$/, { error: colourAllowed }),
        })
        .refine(({ from, to }) => from < to, { error: 'more than from', path: ['to'] }),
      { error: coloursAllowed },
    )
    .max(20, { error: coloursAllowed })
    .default([])
    .meta({ description: 'Coloured arcs from one value to another' }),
})

/** What `energy-monitor dial` draws. */
export const dialSettings = keys.transform(({ title, diameter, hole, labels, ticks, colours }): DialSettings => ({
  title: title ?? null,
  diameterMm: diameter,
  holeMm: hole,
  labelEvery: labels ?? null,
  ticksBetween: ticks ?? null,
  colours,
}))

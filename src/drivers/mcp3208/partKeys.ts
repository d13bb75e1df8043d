import { z } from 'zod'
import { channelsOfChip } from './frames.ts'

/** Keys that several kinds of parts have. */

export const channel = z
  .int()
  .min(0)
  .max(channelsOfChip - 1)
  .meta({ description: 'Input of the chip, CH0 to CH7' })

const nameAllowed = 'a text of 1 to 60 characters in one line'

export const partName = z
  .string({ error: nameAllowed })
  .regex(/^(?=.*\S).{1,60}$/u, { error: nameAllowed })
  .meta({ description: 'As Home Assistant shows it; the id made readable where it is left out' })

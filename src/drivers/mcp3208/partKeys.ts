import { z } from 'zod'
import { shownName } from '../../settings/deviceSchema.ts'
import { channelsOfChip } from './frames.ts'

/** Keys that several kinds of parts have. */

export const channel = z
  .int()
  .min(0)
  .max(channelsOfChip - 1)
  .meta({ description: 'Input of the chip, CH0 to CH7' })

export const partName = shownName.meta({ description: 'As Home Assistant shows it; the id made readable where it is left out' })

import { z } from 'zod'
import { duration } from '../../settings/quantity.ts'

export const pzemSettings = z.strictObject({
  port: z.string().min(1).meta({ description: 'Serial device, by-id path or tcp://host:port of the RS485 adapter' }),
  address: z.int().min(1).max(247).default(1).meta({ description: 'Modbus address of the meter' }),
  model: z
    .enum(['pzem-016', 'pzem-014', 'pzem-004t'])
    .default('pzem-016')
    .meta({ description: 'Kind of meter; it sets the current range' }),
  every: duration({ min: '200ms', max: '1h', default: '1s' }).meta({ description: 'Time between two readings' }),
})

/** `every` in ms. */
export type PzemSettings = z.output<typeof pzemSettings>

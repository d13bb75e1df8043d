import { z } from 'zod'
import { gpioSchema } from './gpioSchema.ts'
import { homeAssistantSchema } from './homeAssistantSchema.ts'
import { identifier } from './identifiers.ts'
import { mqttSchema } from './mqttSchema.ts'

const keys = z.strictObject({
  node: identifier.default('house').meta({
    title: 'Node',
    description:
      'The name of this program among others on the same broker. Part of every topic and unique id: it never changes once published.',
  }),
  mqtt: mqttSchema.nullable().default(null),
  homeassistant: homeAssistantSchema.nullable().default(null),
  gpio: gpioSchema,
  devices: z.record(z.string(), z.unknown(), { error: 'the devices by their ids, or {} for none' }).nullable(),
})

/** The file's own keys. What stands below `devices` is checked device by device, so that one's mistake is that one's alone. */
export const fileSchema = keys.transform(({ homeassistant: homeAssistant, ...rest }) => ({ ...rest, homeAssistant }))

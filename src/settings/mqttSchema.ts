import { z } from 'zod'
import type { MqttSettings } from './settings.ts'

const urlAllowed = 'a URL such as mqtt://broker.lan:1883 or mqtts://broker.lan:8883'
const credentialsAllowed = 'a URL without a user or a password in it: they have keys of their own, username and password'

const url = z
  .string({ error: urlAllowed })
  .regex(/^mqtts?:\/\/\S+$/, { error: urlAllowed, abort: true })
  .refine((text) => !text.includes('@'), { error: credentialsAllowed, abort: true })
  .refine((text) => URL.canParse(text) && new URL(text).hostname !== '', { error: urlAllowed })

const text = z.string({ error: 'a text (one that looks like a number stands in quotes)' })

const fileAllowed = 'the path of a PEM file'
const file = z.string({ error: fileAllowed }).regex(/^[^\r\n]+$/, { error: fileAllowed })

const prefixAllowed = 'topic levels of letters, digits, - and _, with / between them'
const prefix = z.string({ error: prefixAllowed }).regex(/^[\w-]+(?:\/[\w-]+)*$/, { error: prefixAllowed })

const keys = z.strictObject({
  url: url.meta({ title: 'URL', description: 'mqtt://HOST:PORT, or mqtts://HOST:PORT for an encrypted connection' }),
  username: text.exactOptional().meta({ title: 'User name' }),
  password: text
    .exactOptional()
    .meta({ title: 'Password', description: 'Better as !env NAME, an environment variable, than in this file' }),
  ca: file
    .exactOptional()
    .meta({ title: 'Certificate authority', description: 'PEM file that the broker’s certificate is checked against' }),
  certificate: file.exactOptional().meta({ title: 'Client certificate', description: 'PEM file, together with key' }),
  key: file.exactOptional().meta({ title: 'Key of the client certificate', description: 'PEM file, together with certificate' }),
  discovery_prefix: prefix
    .default('homeassistant')
    .meta({ title: 'Discovery prefix', description: 'As set in Home Assistant’s MQTT integration' }),
})

/** The broker. Certificates without an encrypted connection would protect nothing: that is a mistake, not a wish. */
export const mqttSchema = keys
  .superRefine((mqtt, context) => {
    const flaw = (key: keyof typeof mqtt, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    if (mqtt.certificate !== undefined && mqtt.key === undefined) flaw('certificate', 'a client certificate together with its key')
    if (mqtt.key !== undefined && mqtt.certificate === undefined) flaw('key', 'a key together with its certificate')
    const plain = mqtt.url.startsWith('mqtt:')
    for (const key of ['ca', 'certificate', 'key'] as const)
      if (plain && mqtt[key] !== undefined) flaw(key, 'certificates with an encrypted connection only, mqtts:// in url')
  })
  .transform(({ discovery_prefix: discoveryPrefix, ...rest }): MqttSettings => ({ ...rest, discoveryPrefix }))
  .meta({ title: 'MQTT broker', description: 'Left out, the broker of Home Assistant’s Supervisor is used' })

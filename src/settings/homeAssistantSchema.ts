import { z } from 'zod'
import type { HomeAssistantSettings } from './settings.ts'

const urlAllowed = 'a URL such as http://192.168.1.5:8123 or https://home.example.org'
const credentialsAllowed = 'a URL without a user or a password in it: the token is enough'
const tokenAllowed = 'a long-lived access token, as Home Assistant shows it once when it is made'

const url = z
  .string({ error: urlAllowed })
  .regex(/^https?:\/\/[^\s?#]+$/, { error: urlAllowed, abort: true })
  .refine((text) => !text.includes('@'), { error: credentialsAllowed, abort: true })
  .refine((text) => URL.canParse(text), { error: urlAllowed })

const token = z.string({ error: tokenAllowed }).regex(/^\S+$/, { error: tokenAllowed })

/** Home Assistant itself, for values that only it has. */
export const homeAssistantSchema = z
  .strictObject({
    url: url.meta({ title: 'URL', description: 'http://HOST:PORT, as in the address line of the browser' }),
    token: token.meta({
      title: 'Token',
      description: 'A long-lived access token (your profile, Security); better as !env NAME, an environment variable, than in this file',
    }),
  })
  .transform((written): HomeAssistantSettings => ({ ...written, url: written.url.replace(/\/+$/, '') }))
  .meta({ title: 'Home Assistant', description: 'For sources that begin with ha:. Left out, that of Home Assistant’s Supervisor is used' })

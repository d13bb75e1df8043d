import { ConfigError } from '../entities/errors.ts'
import type { HomeAssistantSettings } from '../settings/settings.ts'

/** Where Home Assistant's WebSocket API is. */
export interface CoreAddress {
  readonly url: string
  readonly token: string
  /** For sentences: "Home Assistant at 192.168.1.5:8123". */
  readonly place: string
  /** What to do where it refuses the token. */
  readonly remedy: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** That of the settings, else the one behind the Supervisor. Throws a ConfigError where there is none. */
export function coreAddress(written: HomeAssistantSettings | null, environment: Environment): CoreAddress {
  if (written !== null) return ofSettings(written)
  const token = environment['SUPERVISOR_TOKEN']
  if (token) return { url: 'ws://supervisor/core/websocket', token, place: 'Home Assistant', remedy: 'install this app anew' }
  throw new ConfigError('it is not known where Home Assistant is: set `homeassistant: { url: "http://…", token: … }` in the settings')
}

const ofSettings = ({ url, token }: HomeAssistantSettings): CoreAddress => ({
  url: `${url.replace(/^http/, 'ws')}/api/websocket`,
  token,
  place: `Home Assistant at ${new URL(url).host}`,
  remedy: 'make a new long-lived access token and set token: below homeassistant:',
})

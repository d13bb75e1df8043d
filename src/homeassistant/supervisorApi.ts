import { z } from 'zod'
import { DeviceError } from '../entities/errors.ts'
import type { MqttSettings } from '../settings/settings.ts'

const supervisorUrl = 'http://supervisor'
const timeoutMs = 10_000

const serviceSchema = z.object({
  data: z.object({
    host: z.string().min(1),
    port: z.number().int(),
    ssl: z.boolean().default(false),
    username: z.string().nullish(),
    password: z.string().nullish(),
  }),
})

/**
 * The broker that Home Assistant's Supervisor knows, for an app without `mqtt:` in its settings. `token`: SUPERVISOR_TOKEN.
 * Rejects with a DeviceError, as a broker may be installed at any time.
 */
export async function supervisorMqtt(token: string, url = supervisorUrl): Promise<MqttSettings> {
  const response = await request(`${url}/services/mqtt`, token)
  if (response.status === 400) {
    throw new DeviceError('Home Assistant has no MQTT broker: install the Mosquitto broker app, or set mqtt: in energy-monitor.yaml')
  }
  if (response.status === 401 || response.status === 403) {
    throw new DeviceError(
      'the Supervisor does not let this app ask for the MQTT broker: reinstall the app, or set mqtt: in energy-monitor.yaml',
    )
  }
  if (!response.ok) throw new DeviceError(`the Supervisor answered HTTP ${response.status} when asked for the MQTT broker`)
  const service = serviceSchema.safeParse(response.body)
  if (!service.success) throw new DeviceError('the Supervisor gave an answer about the MQTT broker that cannot be read')
  return settingsOf(service.data.data)
}

function settingsOf({ host, port, ssl, username, password }: z.infer<typeof serviceSchema>['data']): MqttSettings {
  return {
    url: `${ssl ? 'mqtts' : 'mqtt'}://${host}:${port}`,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    discoveryPrefix: 'homeassistant',
  }
}

/** `body` is undefined where it is not JSON. */
async function request(url: string, token: string): Promise<{ status: number; ok: boolean; body: unknown }> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` }, signal: timeout })
    const body: unknown = await response.json().catch(() => undefined)
    return { status: response.status, ok: response.ok, body }
  } catch {
    throw new DeviceError(timeout.aborted ? 'the Supervisor does not answer' : 'the Supervisor cannot be reached')
  }
}

import { DeviceError } from '../entities/errors.ts'
import { supervisorMqtt } from '../homeassistant/supervisorApi.ts'
import type { MqttSettings } from '../settings/settings.ts'

const discoveryPrefix = 'homeassistant'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The broker to use: that of the settings, else that of the environment (the app's options), else the Supervisor's, else the one
 * embedded in the demo. Rejects with a DeviceError where there is none (yet).
 */
export async function brokerSettings(
  written: MqttSettings | null,
  environment: Environment,
  embedded: (() => Promise<string>) | null,
): Promise<MqttSettings> {
  if (written !== null) return written
  const url = environment['ENERGY_MONITOR_MQTT_URL']
  if (url) return { url, ...credentials(environment), discoveryPrefix }
  const token = environment['SUPERVISOR_TOKEN']
  if (token) return supervisorMqtt(token)
  if (embedded !== null) return { url: await embedded(), discoveryPrefix }
  throw new DeviceError('no broker is known: set `mqtt: { url: "mqtt://…" }` in the settings')
}

function credentials({ ENERGY_MONITOR_MQTT_USERNAME: username, ENERGY_MONITOR_MQTT_PASSWORD: password }: Environment) {
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) }
}

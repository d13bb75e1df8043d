import { randomBytes } from 'node:crypto'
import type { Devices } from '../entities/devices.ts'
import type { Sources } from '../entities/source.ts'
import { coreAddress } from '../homeassistant/coreAddress.ts'
import { mqttBroker } from '../homeassistant/mqttBroker.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { HomeAssistantSettings, MqttSettings } from '../settings/settings.ts'
import { openSources, type OpenSources } from '../sources/sources.ts'

/** Where values from outside come from, as the settings have it now. */
export interface Places {
  readonly node: string
  readonly mqtt: MqttSettings | null
  readonly homeAssistant: HomeAssistantSettings | null
}

export interface SourcesOptions {
  readonly devices: Devices
  /** Asked anew for every connection. */
  readonly places: () => Places
  readonly broker: (written: MqttSettings | null) => Promise<MqttSettings>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly realClock: Clock
  readonly log: Log
  readonly random: () => number
}

/** The sources of the whole program; connections are made when a source needs them. */
export function programSources({ devices, places, broker, environment, ...world }: SourcesOptions): OpenSources {
  const { realClock } = world
  return openSources({
    ...world,
    devices,
    async connectBroker(signal) {
      const { node, mqtt } = places()
      const clientId = `energy-monitor-${node}-sources-${randomBytes(4).toString('hex')}`
      return mqttBroker(await broker(mqtt), clientId)(null, signal)
    },
    async connectCore(signal) {
      const { coreClient } = await import('../homeassistant/coreClient.ts')
      return coreClient(coreAddress(places().homeAssistant, environment), realClock)(signal)
    },
  })
}

/** For a device that runs by itself: nothing from elsewhere is known. */
export const noSources: Sources = {
  open: ({ from }) => ({ value: null, ageMs: null, problem: `${from} is known only while the program runs`, listen: () => undefined }),
}

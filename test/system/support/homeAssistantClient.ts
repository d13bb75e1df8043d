import { z } from 'zod'
import type { HomeAssistantSocket, Payload } from './websocket.ts'
import { waitFor } from './waitFor.ts'

const entityState = z.looseObject({
  entity_id: z.string(),
  state: z.string(),
  attributes: z.record(z.string(), z.unknown()),
})
const registeredEntity = z.looseObject({
  entity_id: z.string(),
  unique_id: z.string(),
  platform: z.string(),
  device_id: z.string().nullable(),
  disabled_by: z.string().nullable(),
  entity_category: z.string().nullable(),
})
const registeredDevice = z.looseObject({
  id: z.string(),
  name: z.string().nullable(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  sw_version: z.string().nullable(),
  via_device_id: z.string().nullable(),
  identifiers: z.array(z.array(z.string())),
})
const logEntry = z.looseObject({
  name: z.string(),
  level: z.string(),
  message: z.array(z.string()),
  count: z.number(),
})
const energyIssue = z.looseObject({ type: z.string() })
const energyProblems = z.record(z.string(), z.array(z.array(energyIssue)))

export type EntityState = z.infer<typeof entityState>
export type RegisteredEntity = z.infer<typeof registeredEntity>
export type RegisteredDevice = z.infer<typeof registeredDevice>
export type LogEntry = z.infer<typeof logEntry>
export type EnergyIssue = z.infer<typeof energyIssue>

/** Loggers whose warnings are about what we send. All others are noise of a house without internet. */
const ourComponents = 'mqtt sensor binary_sensor number select switch button recorder automation blueprint energy'
const loggersToRead = [
  'homeassistant.helpers.template',
  'custom_components',
  ...ourComponents.split(' ').map((component) => `homeassistant.components.${component}`),
]

/** What tests ask Home Assistant. `send` is looked up for each call, so that it may change at a restart. */
export function createClient(current: () => HomeAssistantSocket) {
  const send = (type: string, payload?: Payload): Promise<unknown> => current().send(type, payload)
  const states = async (): Promise<EntityState[]> => z.array(entityState).parse(await send('get_states'))
  return {
    send,
    subscribe: (type: string, payload: Payload, listener: (event: unknown) => void) => current().subscribe(type, payload, listener),
    states,
    /** undefined where there is no such entity. */
    state: async (entityId: string): Promise<EntityState | undefined> => (await states()).find((entity) => entity.entity_id === entityId),
    entityRegistry: async (): Promise<RegisteredEntity[]> => z.array(registeredEntity).parse(await send('config/entity_registry/list')),
    deviceRegistry: async (): Promise<RegisteredDevice[]> => z.array(registeredDevice).parse(await send('config/device_registry/list')),
    /** Home Assistant reports no error for an entity that does not exist: read the state back. */
    call: (domain: string, service: string, target: Payload, data: Payload = {}) =>
      send('call_service', { domain, service, target, service_data: data }),
    /** As a user deletes it: its integration is asked, and MQTT empties the discovery topic. */
    removeDevice: (deviceId: string) => send('config/device_registry/remove', { device_id: deviceId }),
    /** Entities enabled by hand appear after Home Assistant's own delay of half a minute. */
    enableEntity: (entityId: string) => send('config/entity_registry/update', { entity_id: entityId, disabled_by: null }),
    /** All problems of the Energy dashboard; clean when empty. */
    energyValidate: async (): Promise<EnergyIssue[]> => Object.values(energyProblems.parse(await send('energy/validate'))).flat(2),
    /** Replaces whole lists: get and merge first. */
    energySavePrefs: (preferences: Payload) => send('energy/save_prefs', preferences),
    energyPrefs: () => send('energy/get_prefs'),
    /** Warnings and errors of the loggers that speak about our entities; must be empty at the end of a test. */
    systemLog: async (): Promise<LogEntry[]> =>
      z
        .array(logEntry)
        .parse(await send('system_log/list'))
        .filter(isAboutUs),
    importStatistics: (metadata: Payload, stats: readonly Payload[]) => send('recorder/import_statistics', { metadata, stats }),
    waitFor,
  }
}

export type HomeAssistantClient = ReturnType<typeof createClient>

function isAboutUs(entry: LogEntry): boolean {
  return loggersToRead.some((logger) => entry.name === logger || entry.name.startsWith(`${logger}.`))
}

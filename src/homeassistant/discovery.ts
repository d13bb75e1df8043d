import type { DeviceDescription } from '../entities/devices.ts'
import { type Component, component } from './components.ts'
import { deviceIdentifier, nodeDeviceId, online, type Topics } from './topics.ts'

/** The program that publishes, as every document names it. */
export interface Program {
  version: string
  /** Where its users find help. */
  url: string
}

export interface Publication {
  node: string
  program: Program
  topics: Topics
}

/** A retained discovery document; an empty payload removes the device. */
export interface Document {
  topic: string
  payload: string
}

/**
 * The discovery document of a device. `departing` are components of its past, by key, which replace the rows of the same key.
 * At the root, in `dev` and in `o` there are only keys that Home Assistant has taken since 2026.4: one that it does not know
 * makes it refuse the whole document.
 */
export function discovery(
  publication: Publication,
  description: DeviceDescription,
  departing: Readonly<Record<string, Component>> = {},
): Document {
  const { node, topics, program } = publication
  const rows = Object.entries(description.rows).map(([key, row]) => [key, component(node, topics, description, key, row)] as const)
  return document(publication, description.id, {
    dev: {
      ids: [deviceIdentifier(node, description.id)],
      name: description.name,
      manufacturer: description.manufacturer,
      model: description.model,
      ...(description.id === nodeDeviceId
        ? { sw_version: program.version }
        : { via_device: deviceIdentifier(node, description.above ?? nodeDeviceId) }),
    },
    cmps: { ...Object.fromEntries(rows), ...departing },
  })
}

/** The document of a device of which only its components are remembered. */
export const farewell = (publication: Publication, device: string, departing: Readonly<Record<string, Component>>): Document =>
  document(publication, device, { dev: { ids: [deviceIdentifier(publication.node, device)], name: device }, cmps: departing })

const document = ({ topics, program }: Publication, device: string, own: { dev: object; cmps: object }): Document => ({
  topic: topics.config(device),
  payload: JSON.stringify({
    dev: own.dev,
    o: { name: 'Energy Monitor', sw: program.version, url: program.url },
    state_topic: topics.state(device),
    availability: availability(topics, device),
    availability_mode: 'all',
    qos: 1,
    cmps: own.cmps,
  }),
})

/**
 * Beside the two that say so, the state topic: after its own restart Home Assistant takes an entity as available only once its state has arrived.
 * Else the retained `online` would bring back the values from before the restart, which it keeps as long as they have not expired.
 */
const availability = (topics: Topics, device: string) => [
  { topic: topics.nodeAvailability },
  ...(device === nodeDeviceId ? [] : [{ topic: topics.availability(device) }]),
  { topic: topics.state(device), value_template: online },
]

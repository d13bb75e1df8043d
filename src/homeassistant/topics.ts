/** Every topic of a node. A device's id is unique on the node; the node itself is the device `node`. */

export const nodeDeviceId = 'node'

export const online = 'online'
export const offline = 'offline'

const root = 'energy-monitor'

/** The default prefix of discovery; Home Assistant's birth message stays there even where the user chose another one for discovery. */
const defaultPrefix = 'homeassistant'

export type Topics = ReturnType<typeof topicsOf>

export function topicsOf(node: string, discoveryPrefix: string) {
  const base = `${root}/${node}`
  return {
    /** Retained, `online` or `offline`; the last will. */
    nodeAvailability: `${base}/availability`,
    /** Where programs of the same node name find each other; not retained. */
    instance: `${base}/instance`,
    /** A JSON object of all values; not retained. */
    state: (device: string) => `${base}/${device}`,
    /** Retained, `online` or `offline`. */
    availability: (device: string) => `${base}/${device}/availability`,
    /** Retained: a JSON object of the totals that are known. */
    totals: (device: string) => `${base}/${device}/totals`,
    command: (device: string, entity: string) => `${base}/${device}/${entity}/set`,
    attributes: (device: string, entity: string) => `${base}/${device}/${entity}/attributes`,
    /** Where an entity that is being withdrawn would hear its state: nobody ever writes there. */
    nowhere: (device: string, entity: string) => `${base}/${device}/${entity}/withdrawn`,
    /** Retained: the device's discovery document. */
    config: (device: string) => `${discoveryPrefix}/device/${deviceIdentifier(node, device)}/config`,
    allTotals: `${base}/+/totals`,
    allCommands: `${base}/+/+/set`,
    /** Where Home Assistant says that it is there, or gone. */
    status: [...new Set([`${defaultPrefix}/status`, `${discoveryPrefix}/status`])],
    /** The device and entity that a command topic names. */
    commandTarget: (topic: string) => partsBelow(base, topic, /^([^/]+)\/([^/]+)\/set$/),
    /** The device that a topic of totals names. */
    totalsOwner: (topic: string) => partsBelow(base, topic, /^([^/]+)\/totals$/)?.[0] ?? null,
  }
}

/** What Home Assistant knows a device by. */
export const deviceIdentifier = (node: string, device: string) => `${node}_${device}`

/** What Home Assistant knows an entity by; never changes once published. */
export const uniqueId = (node: string, device: string, entity: string) => `${deviceIdentifier(node, device)}_${entity}`

const partsBelow = (base: string, topic: string, pattern: RegExp): string[] | null =>
  (topic.startsWith(`${base}/`) ? pattern.exec(topic.slice(base.length + 1))?.slice(1) : null) ?? null

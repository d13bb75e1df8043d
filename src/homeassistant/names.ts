import type { Row } from '../entities/rows.ts'
import { nodeDeviceId } from './topics.ts'

/** The node that most houses have just one of: its name is left out of entity ids, so that they stay short. */
const plainNode = 'house'

export const nodeName = (node: string) => (node === plainNode ? 'Energy Monitor' : `Energy Monitor ${node}`)

/**
 * The entity id that Home Assistant is asked to give at the first registration: `sensor.boiler_power` on the node `house`,
 * `sensor.garage_boiler_power` on any other, so that nodes do not collide.
 */
export function defaultEntityId(platform: Row['platform'], node: string, device: string, entity: string): string {
  const subject = device === nodeDeviceId ? 'energy_monitor' : device
  const words = node === plainNode ? [subject, entity] : device === nodeDeviceId ? [subject, node, entity] : [node, subject, entity]
  return `${platform}.${words.join('_')}`
}

/**
 * What Home Assistant shows behind the device's name. undefined leaves it to the device class, whose name is translated;
 * null takes the device's name alone. A name that begins with the device's is cut, as Home Assistant would show it twice.
 */
export function entityName(name: string | undefined, deviceName: string): string | null | undefined {
  if (name === undefined) return undefined
  const [own, ofDevice] = [name.toLowerCase(), deviceName.trim().toLowerCase()]
  if (own === ofDevice) return null
  if (ofDevice === '' || !own.startsWith(`${ofDevice} `)) return name
  const rest = name.slice(ofDevice.length + 1).trimStart()
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

import { z } from 'zod'
import { Devices } from '../entities/devices.ts'
import type { Kept } from '../entities/kept.ts'
import type { Remembered } from '../homeassistant/remembered.ts'
import { ConfigError } from '../entities/errors.ts'
import type { MqttSettings } from '../settings/settings.ts'
import { rememberedOf, startPublishing, type PublishingWorld } from './publishing.ts'

const nodesSchema = z.strictObject({ version: z.literal(1), names: z.array(z.string()) })

/**
 * Notes the node's name, and withdraws in the background what was published under names that this program had before
 * (the node was renamed, the demo is over): nobody else would ever take it out of Home Assistant.
 */
export function retireOthers(world: PublishingWorld, node: string, mqtt: MqttSettings | null, signal: AbortSignal): Promise<unknown> {
  const nodes = world.state.kept('nodes', nodesSchema, { version: 1, names: [] })
  const others = nodes.value.names.filter((name) => name !== node)
  nodes.save({ version: 1, names: [...others, node] })
  const forget = (name: string) => nodes.save({ version: 1, names: nodes.value.names.filter((other) => other !== name) })
  return Promise.all(others.map((other) => retire(world, other, mqtt, signal).then((done) => done && forget(other))))
}

/** Resolves to whether nothing of the node is published any more. */
async function retire(world: PublishingWorld, node: string, mqtt: MqttSettings | null, signal: AbortSignal): Promise<boolean> {
  const remembered = rememberedOf(world.state, node)
  const over = new AbortController()
  const onCommand = () => {
    throw new ConfigError(`node ${node} has no devices any more`)
  }
  const published = { node, mqtt, devices: new Devices(), mistaken: () => [], onCommand, keys: '' }
  if (isNothing(remembered.value)) return true
  await startPublishing(
    world,
    published,
    watched(remembered, () => over.abort()),
    AbortSignal.any([signal, over.signal]),
  ).done
  return isNothing(remembered.value)
}

const isNothing = ({ devices }: Remembered) => Object.keys(devices).length === 0

/** Tells when there is nothing left to withdraw. */
const watched = (kept: Kept<Remembered>, empty: () => void): Kept<Remembered> => ({
  get value() {
    return kept.value
  },
  save(value) {
    kept.save(value)
    if (isNothing(value)) empty()
  },
  flush: () => kept.flush(),
})

import { z } from 'zod'
import type { Rows } from '../entities/rows.ts'
import { completeRows } from '../entities/completeRows.ts'
import type { Flaw } from './path.ts'

const longest = 64
const wellFormed = /^[a-z0-9]+(?:_+[a-z0-9]+)*$/
const allowedId = `1 to ${longest} lower-case letters, digits and underscores, with no underscore first or last`

/** Ids of the node and of devices. They are part of topics, unique ids and Home Assistant's entity ids, whose rules they keep. */
export const identifier = z.string({ error: allowedId }).max(longest, { error: allowedId }).regex(wellFormed, { error: allowedId })

/** The node's own device and its topics have these; `node_x` could share a unique id with one of the node's entities. */
const reserved = /^(?:node|availability|instance|node_.*)$/

/** The id of a device. */
export const deviceIdentifier = identifier.regex(/^(?!(?:node|availability|instance|node_.*)$)/, {
  error: 'an id other than node, availability, instance and what begins with node_: the program needs these itself',
})

export const isDeviceIdentifier = (text: string): boolean => text.length <= longest && wellFormed.test(text) && !reserved.test(text)

/** The id made readable: `hot_water` is "Hot water". */
export function readable(id: string): string {
  const words = id.replaceAll(/_+/g, ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/**
 * Devices whose entities would get a unique id that an earlier device's entity has: `a_b` with entity `c`, and `a` with `b_c`.
 * The later one gives way.
 */
export function collisions(things: readonly Thing[]): Flaw[] {
  const ids = new Map<string, Thing>()
  const owners = new Map<string, { id: string; entity: string }>()
  const flaws = new Map<string, Flaw>()
  const blame = ({ device }: Thing, text: string) => void (flaws.has(device) || flaws.set(device, { path: ['devices', device], text }))
  for (const thing of things) {
    const { id, rows } = thing
    const same = ids.get(id)
    if (same !== undefined) blame(thing, `found ${named(thing)}, whose topics would be those of ${named(same)}, allowed is another id`)
    else ids.set(id, thing)
    for (const entity of Object.keys(completeRows(rows))) {
      const uniqueId = `${id}_${entity}`
      const owner = owners.get(uniqueId)
      if (!owner) owners.set(uniqueId, { id, entity })
      else blame(thing, collision(id, entity, owner))
    }
  }
  return [...flaws.values()]
}

/** A device, or a part of one: what it is known by, the entry of `devices` that it stands in, and its rows. */
export interface Thing {
  readonly id: string
  readonly device: string
  readonly rows: Rows
}

const named = ({ id, device }: Thing) => (id === device ? id : `the part ${id.slice(device.length + 1)} of ${device}`)

const collision = (id: string, entity: string, owner: { id: string; entity: string }) =>
  `found ${id}, whose entity ${entity} would have the same unique id as the entity ${owner.entity} of ${owner.id}, allowed is another id`

import { z } from 'zod'
import type { Rows } from '../entities/rows.ts'

/** What Home Assistant may know of us, kept over restarts, so that what leaves the settings while the program is stopped is withdrawn too. */

const platforms = z.record(z.string(), z.string())
const devices = z.record(z.string(), platforms)

export const rememberedSchema = z.strictObject({
  version: z.literal(1),
  /** What is published: the platform of each component, by device and key. */
  devices,
  /** What was withdrawn while nobody knew whether Home Assistant was there to see it: done once more at its next birth. */
  withdrawn: devices,
})

export type Remembered = z.infer<typeof rememberedSchema>
export type Platforms = Readonly<Record<string, string>>

export const nothingRemembered: Remembered = { version: 1, devices: {}, withdrawn: {} }

/** The components of a device that Home Assistant may still show though no row stands for them any more. `again`: those withdrawn unseen too. */
export function departed(remembered: Remembered, id: string, rows: Rows, again: boolean): Platforms {
  const known = { ...(again ? remembered.withdrawn[id] : undefined), ...remembered.devices[id] }
  return Object.fromEntries(Object.entries(known).filter(([key, platform]) => rows[key]?.platform !== platform))
}

/** The devices that Home Assistant may still show though they are not `present`. */
export const departedDevices = (remembered: Remembered, present: ReadonlySet<string>, again: boolean): string[] =>
  [...new Set([...Object.keys(remembered.devices), ...(again ? Object.keys(remembered.withdrawn) : [])])].filter((id) => !present.has(id))

/** After the document of a device: its rows, and what departs from it but is not gone yet. */
export function withDevice(remembered: Remembered, id: string, rows: Rows, departing: Platforms): Remembered {
  const now = { ...Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, row.platform])), ...departing }
  const stillGone = without(remembered.withdrawn[id] ?? {}, (key) => key in now)
  return { version: 1, devices: { ...remembered.devices, [id]: now }, withdrawn: replaced(remembered.withdrawn, id, stillGone) }
}

/**
 * After a withdrawal: forgotten where Home Assistant saw it, else noted for its next birth. `rows` are what stays of the device;
 * a key that another platform has taken over cannot be withdrawn a second time.
 */
export function withWithdrawn(remembered: Remembered, id: string, gone: Platforms, rows: Rows, seen: boolean): Remembered {
  const stays = Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, row.platform]))
  const before = without(remembered.withdrawn[id] ?? {}, (key) => key in gone)
  const unseen = without(gone, (key) => key in stays)
  return {
    version: 1,
    devices: replaced(remembered.devices, id, stays),
    withdrawn: replaced(remembered.withdrawn, id, seen ? before : { ...before, ...unseen }),
  }
}

/** After the user deleted the device there: nothing is left of it. */
export const withoutDevice = ({ devices: known, withdrawn }: Remembered, id: string): Remembered => ({
  version: 1,
  devices: replaced(known, id, {}),
  withdrawn: replaced(withdrawn, id, {}),
})

const without = (all: Platforms, drop: (key: string) => boolean): Platforms =>
  Object.fromEntries(Object.entries(all).filter(([key]) => !drop(key)))

/** An empty entry is left out. */
function replaced(all: Remembered['devices'], id: string, entry: Platforms): Remembered['devices'] {
  const others = Object.fromEntries(Object.entries(all).filter(([other]) => other !== id))
  return Object.keys(entry).length === 0 ? others : { ...others, [id]: { ...entry } }
}

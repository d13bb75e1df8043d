import type { Devices } from '../entities/devices.ts'
import type { Origin } from '../entities/origin.ts'
import type { Row } from '../entities/rows.ts'
import type { Clock } from '../runtime/clock.ts'
import { Feed } from './feed.ts'

export interface OwnWorld {
  readonly devices: Devices
  /** The program's, by which devices report. */
  readonly clock: Clock
}

/** An entity of this node. A report makes it young again, also one that repeats it; what is known when it is opened counts as told then. */
export function ownFeed({ devices, clock }: OwnWorld, { id, entity }: Extract<Origin, { kind: 'own' }>, signal: AbortSignal): Feed {
  const feed = new Feed(clock)
  const look = (reported: boolean) => {
    const found = lookUp(devices, id, entity)
    if ('problem' in found) feed.tellUnknown(found.problem)
    else if (reported || feed.last === null || feed.problem !== null) feed.tell(found.value, found.unit)
  }
  look(true)
  devices.listen((changed, _, told) => {
    if (changed === id) look(Object.hasOwn(told, entity))
  }, signal)
  return feed
}

function lookUp(devices: Devices, id: string, entity: string): { value: number; unit: string } | { problem: string } {
  const state = devices.get(id)
  if (state === undefined) return { problem: `there is no device ${id}` }
  const row = Object.hasOwn(state.values, entity) ? state.description.rows[entity] : undefined
  const value = state.values[entity]
  if (row === undefined || value === undefined) return { problem: `${id} has no entity ${entity} with a value` }
  if (!state.online) return { problem: `${id} is offline` }
  if (value === null) return { problem: `${id} does not know it now` }
  return typeof value === 'number' ? { value, unit: unitOf(row) } : { problem: 'it is no number' }
}

const unitOf = (row: Row) => ('unit' in row ? row.unit : undefined) ?? ''

import { carriesValue, hasAttributes, type NumberSetting, type Row } from '../entities/rows.ts'
import type { DeviceDescription } from '../entities/devices.ts'
import { expireAfterMs, expires } from './expiry.ts'
import { defaultEntityId, entityName } from './names.ts'
import { problemKey } from '../entities/devices.ts'
import { type Topics, uniqueId } from './topics.ts'

/** One entity in a device document; what is undefined is left out. */
export type Component = Readonly<Record<string, unknown>>

export const pressPayload = 'PRESS'

/** The component of a row as Home Assistant's MQTT integration reads it. */
export function component(node: string, topics: Topics, description: DeviceDescription, key: string, row: Row): Component {
  return {
    p: row.platform,
    unique_id: uniqueId(node, description.id, key),
    default_entity_id: defaultEntityId(row.platform, node, description.id, key),
    name: entityName(row.name, description.name),
    device_class: row.deviceClass,
    entity_category: 'category' in row ? row.category : undefined,
    enabled_by_default: row.disabled ? false : undefined,
    icon: row.icon,
    value_template: valueTemplate(key, row),
    expire_after: expires(key, row) ? Math.ceil(expireAfterMs(description.publishMs) / 1000) : undefined,
    ...ofPlatform(row),
    ...(commanded.has(row.platform) ? { command_topic: topics.command(description.id, key) } : {}),
    ...(hasAttributes(row) ? { json_attributes_topic: topics.attributes(description.id, key) } : {}),
    ...(key === problemKey ? ofProblem(topics, description.id) : {}),
  }
}

const commanded: ReadonlySet<Row['platform']> = new Set(['number', 'select', 'button'])

/** A component that is to go: Home Assistant removes the entity. */
export const tombstone = (platform: string): Component => ({ p: platform })

/**
 * A component that is to go, shown once more: Home Assistant removes only what it has discovered since its own start.
 * null for a platform of which this version does not know the least that it needs.
 */
export function revival(node: string, topics: Topics, device: string, key: string, platform: string): Component | null {
  if (!revivable.has(platform)) return null
  return {
    p: platform,
    unique_id: uniqueId(node, device, key),
    state_topic: topics.nowhere(device, key),
    command_topic: topics.command(device, key),
    // Nobody sees them, but it must have some.
    ...(platform === 'select' ? { options: ['-'] } : {}),
  }
}

const revivable: ReadonlySet<string> = new Set(['sensor', 'binary_sensor', 'number', 'select', 'button'] satisfies Row['platform'][])

function valueTemplate(key: string, row: Row): string | undefined {
  if (carriesValue(row)) return `{{ value_json.${key} }}`
  return row.platform === 'number' && row.sets !== undefined ? `{{ value_json.${row.sets} }}` : undefined
}

function ofPlatform(row: Row): Component {
  if (row.platform === 'sensor') {
    return { unit_of_measurement: row.unit, state_class: row.stateClass, suggested_display_precision: row.precision }
  }
  // What Home Assistant's templates make of JSON's true and false.
  if (row.platform === 'binary_sensor') return { payload_on: 'True', payload_off: 'False' }
  if (row.platform === 'select') return { options: row.options }
  return row.platform === 'number' ? ofNumber(row) : { payload_press: pressPayload }
}

const ofNumber = ({ unit, min, max, step }: NumberSetting): Component => ({ unit_of_measurement: unit, min, max, step, mode: 'box' })

const ofProblem = (topics: Topics, device: string): Component => ({
  availability: [{ topic: topics.nodeAvailability }],
  json_attributes_topic: topics.attributes(device, problemKey),
})

import { partId } from './parts.ts'

/** Where the value of a source comes from. */
export type Origin =
  /** An entity of this node; `id` is what the device, or the part of one, is known by. */
  | { readonly kind: 'own'; readonly id: string; readonly entity: string }
  /** A topic; with a path, what stands there in its JSON payload. */
  | { readonly kind: 'mqtt'; readonly topic: string; readonly path: readonly string[] | null }
  /** An entity of Home Assistant. */
  | { readonly kind: 'ha'; readonly entity: string }

/** What completes "allowed is …" where a text names no origin. */
export interface NoOrigin {
  readonly kind: 'none'
  readonly allowed: string
}

export const originsAllowed =
  'boiler.voltage or board.solar.power of this node, mqtt:some/topic, mqtt:some/topic#json.path or ha:sensor.inverter_power'

/** Reads what stands in `from`. */
export function readOrigin(from: string): Origin | NoOrigin {
  if (from === '') return none(originsAllowed)
  const [, prefix, rest = from] = /^(\w*):(.*)$/su.exec(from) ?? []
  if (prefix === undefined) return ownOrigin(rest)
  if (prefix === 'mqtt') return mqttOrigin(rest)
  return prefix === 'ha' ? homeAssistantOrigin(rest) : none('mqtt: or ha: in front, or an entity of this node without a colon')
}

const none = (allowed: string): NoOrigin => ({ kind: 'none', allowed })

const idPattern = '[a-z0-9]+(?:_+[a-z0-9]+)*'
const ownPattern = new RegExp(`^(${idPattern})(?:\\.(${idPattern}))?\\.(${idPattern})$`)

function ownOrigin(text: string): Origin | NoOrigin {
  const [, device, part, entity] = ownPattern.exec(text) ?? []
  if (device === undefined || entity === undefined)
    return none('device and entity (boiler.voltage), or device, part and entity (board.solar.power)')
  return { kind: 'own', id: part === undefined ? device : partId(device, part), entity }
}

/** A longer one is no topic that people write. */
const longestTopic = 1_000

function mqttOrigin(text: string): Origin | NoOrigin {
  const hash = text.indexOf('#')
  const [topic, path] = hash < 0 ? [text, null] : [text.slice(0, hash), text.slice(hash + 1).split('.')]
  if (topic.includes('+') || /\/#|#\/|#.*#/s.test(text))
    return none('a topic without wildcards (+ and #), then # and a JSON path where it tells more than one value')
  const well = topic !== '' && topic.length <= longestTopic && topic.trim() === topic && !/\p{C}/u.test(text)
  if (!well) return none('a topic after mqtt:, such as mqtt:emon/emonpi/vrms')
  if (path?.includes('')) return none('names or numbers with points between them after the #, such as mqtt:some/topic#json.path')
  return { kind: 'mqtt', topic, path }
}

/** As Home Assistant itself checks them. */
const entityId = /^(?!.+__)(?!_)[a-z0-9_]+(?<!_)\.(?!_)[a-z0-9_]+(?<!_)$/

const homeAssistantOrigin = (entity: string): Origin | NoOrigin =>
  entityId.test(entity) ? { kind: 'ha', entity } : none('an entity id of Home Assistant after ha:, such as ha:sensor.inverter_power')

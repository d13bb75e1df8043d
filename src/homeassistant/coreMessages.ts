import { z } from 'zod'
import type { EntityState } from './core.ts'

/** What Home Assistant sends over its WebSocket API, as far as it matters here; developers.home-assistant.io, "WebSocket API". */

const id = z.int()
const attributes = z.object({ unit_of_measurement: z.unknown().optional() })

/** Of `subscribe_entities`: a: added, c: changed, r: removed; s: state, a: attributes; "+": what is new of them, "-": attributes that have gone. */
const entityEvent = z.object({
  a: z.record(z.string(), z.object({ s: z.string(), a: attributes.default({}) })).default({}),
  c: z
    .record(
      z.string(),
      z.object({
        '+': z.object({ s: z.string().optional(), a: attributes.default({}) }).default({ a: {} }),
        '-': z.object({ a: z.array(z.string()).default([]) }).default({ a: [] }),
      }),
    )
    .default({}),
  r: z.array(z.string()).default([]),
})

export type EntityEvent = z.infer<typeof entityEvent>

const messages = {
  auth_required: z.object({ type: z.literal('auth_required') }),
  auth_ok: z.object({ type: z.literal('auth_ok') }),
  auth_invalid: z.object({ type: z.literal('auth_invalid') }),
  result: z.object({ type: z.literal('result'), id, success: z.boolean(), error: z.object({ message: z.string() }).optional() }),
  event: z.object({ type: z.literal('event'), id, event: entityEvent }),
  pong: z.object({ type: z.literal('pong'), id }),
}

export type CoreMessage = z.infer<(typeof messages)[keyof typeof messages]>

const anyMessage = z.looseObject({ type: z.string() })
const knownMessage = z.discriminatedUnion('type', [
  messages.auth_required,
  messages.auth_ok,
  messages.auth_invalid,
  messages.result,
  messages.event,
  messages.pong,
])

/** A message; 'other' for one of a kind that is not known here, null for what is none. */
export function readCoreMessage(text: string): CoreMessage | 'other' | null {
  const message = anyMessage.safeParse(jsonOf(text))
  if (!message.success) return null
  if (!Object.hasOwn(messages, message.data.type)) return 'other'
  return knownMessage.safeParse(message.data).data ?? null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What an entity is after an event: null where there is none; undefined where the event does not tell. */
export function stateAfter(event: EntityEvent, entityId: string, before: EntityState | null): EntityState | null | undefined {
  const [added, changed] = [event.a[entityId], event.c[entityId]]
  if (added !== undefined) return { state: added.s, unit: unitOf(added.a.unit_of_measurement) }
  if (event.r.includes(entityId)) return null
  if (changed === undefined || before === null) return undefined
  const { s = before.state, a } = changed['+']
  if ('unit_of_measurement' in a) return { state: s, unit: unitOf(a.unit_of_measurement) }
  return { state: s, unit: changed['-'].a.includes('unit_of_measurement') ? null : before.unit }
}

const unitOf = (unit: unknown) => (typeof unit === 'string' ? unit : null)

import type { DeviceDescription, DeviceState } from '../entities/devices.ts'
import type { Row, Value } from '../entities/rows.ts'
import { repeatMs } from './expiry.ts'
import { shown } from './shown.ts'
import { nodeDeviceId } from './topics.ts'

/**
 * The publishing rule. Every `publishMs` a round takes up all that has changed. Between rounds only what matters at once goes out:
 * a number that moved by its row's step, a text, a switch, anything that became known or unknown; the other values of such a message
 * are those last told, so that noise costs Home Assistant's database one line a round at most. Never more than one message a second.
 * What has not changed is sent again only to keep it from expiring. Times: monotonic milliseconds.
 */

const shortestGapMs = 1_000

/** 10.1 - 10 is a little less than 0.1. */
const withinRounding = 1 - 1e-6

/** What was last told of a device. */
export interface Published {
  readonly values: Readonly<Record<string, Value>>
  readonly sentMs: number
  /** When the last round was. */
  readonly roundMs: number
}

export interface Decision {
  /** What is to be sent now, every key in it; null for nothing. */
  readonly send: Published | null
  /** When to look again if nothing happens until then. */
  readonly lookMs: number
}

/** What to send now. `published` null: everything, as nobody knows anything yet. */
export function decide(state: DeviceState, published: Published | null, nowMs: number): Decision {
  const current = shown(state.description.rows, state.values)
  const send = published === null ? { values: current, sentMs: nowMs, roundMs: nowMs } : due(state, published, current, nowMs)
  return { send, lookMs: nextLookMs(state, send ?? published, current) }
}

type Values = Readonly<Record<string, Value>>

function due(state: DeviceState, published: Published, current: Values, nowMs: number): Published | null {
  const { roundMs, urgentMs, repeatAtMs, urgent } = outlook(state, published, current)
  if (nowMs >= roundMs || nowMs >= repeatAtMs) return { values: current, sentMs: nowMs, roundMs: nowMs }
  if (nowMs < urgentMs) return null
  return { ...published, values: { ...published.values, ...picked(current, urgent) }, sentMs: nowMs }
}

function nextLookMs(state: DeviceState, published: Published | null, current: Values): number {
  if (published === null) return Infinity
  const { roundMs, urgentMs, repeatAtMs } = outlook(state, published, current)
  return Math.min(roundMs, urgentMs, repeatAtMs)
}

/** When each kind of message is due as things stand; Infinity: not at all. */
function outlook({ description, online }: DeviceState, published: Published, current: Values) {
  const { changed, urgent } = differences(description, published.values, current)
  const earliestMs = published.sentMs + shortestGapMs
  const expiring = online || description.id === nodeDeviceId
  return {
    urgent,
    roundMs: changed.length > 0 ? Math.max(published.roundMs + description.publishMs, earliestMs) : Infinity,
    urgentMs: urgent.length > 0 ? earliestMs : Infinity,
    repeatAtMs: expiring ? published.sentMs + repeatMs(description.publishMs) : Infinity,
  }
}

function differences({ rows, steps }: DeviceDescription, before: Values, now: Values) {
  const changed = Object.keys(now).filter((key) => now[key] !== before[key])
  const urgent = changed.filter((key) => mattersAtOnce(steps[key] ?? stepOf(rows[key]), before[key] ?? null, now[key] ?? null))
  return { changed, urgent }
}

const picked = (values: Values, keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, values[key] ?? null]))

/** A number that the user sets is told at once, whatever the change. */
const stepOf = (row: Row | undefined): number | undefined => {
  if (row?.platform === 'number') return 0
  return row?.platform === 'sensor' && 'step' in row ? row.step : undefined
}

function mattersAtOnce(step: number | undefined, before: Value, now: Value): boolean {
  if (typeof before !== 'number' || typeof now !== 'number') return true
  return step !== undefined && Math.abs(now - before) >= step * withinRounding
}

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeviceState } from '../../src/entities/devices.ts'
import type { Value } from '../../src/entities/rows.ts'
import { decide, type Published } from '../../src/homeassistant/publishing.ts'
import { meter, meterRows } from './support/rows.ts'

const steady = { voltage: 230, current: 1, power: 230, energy: 10, alarm: false, status: 'fine', threshold: 100, problem: false }

const state = (values: Record<string, Value> = {}, more: Partial<DeviceState> = {}): DeviceState => ({
  description: meter(),
  online: true,
  values: { ...steady, ...values },
  problem: null,
  attributes: {},
  ...more,
})

/** Published in full at 0. */
const atStart: Published = { values: steady, sentMs: 0, roundMs: 0 }

const sentAt = (now: DeviceState, nowMs: number, published = atStart) => decide(now, published, nowMs).send?.values ?? null

describe('the publishing rule', () => {
  it('sends everything when nothing has been told yet', () => {
    expect(decide(state(), null, 5_000)).toEqual({ send: { values: steady, sentMs: 5_000, roundMs: 5_000 }, lookMs: 35_000 })
  })

  it('sends every publishMs what has changed', () => {
    const changed = state({ power: 231, energy: 10.001 })
    expect(decide(changed, atStart, 1_000)).toEqual({ send: null, lookMs: 10_000 })
    expect(sentAt(changed, 10_000)).toEqual({ ...steady, power: 231, energy: 10.001 })
  })

  it('does not see a change that rounding takes away', () => {
    expect(decide(state({ power: 230.04 }), atStart, 20_000)).toEqual({ send: null, lookMs: 30_000 })
  })

  it('sends a change by the row’s step at once, and the noise of the others with the next round', () => {
    expect(sentAt(state({ power: 255, voltage: 230.5 }), 3_000)).toEqual({ ...steady, power: 255 })
    expect(sentAt(state({ power: 254.9 }), 3_000)).toBeNull()
  })

  it('takes the user’s step in place of the row’s, also for a row without one', () => {
    const description = meter('boiler', meterRows, { steps: { power: 5, energy: 0.1 } })
    expect(sentAt(state({ power: 235 }, { description }), 3_000)).toMatchObject({ power: 235 })
    expect(sentAt(state({ energy: 10.1 }, { description }), 3_000)).toMatchObject({ energy: 10.1 })
    expect(sentAt(state({ energy: 10.1 }), 3_000)).toBeNull()
  })

  it.each([
    ['a switch', { alarm: true }],
    ['a text', { status: 'hot' }],
    ['a setting', { threshold: 101 }],
    ['what became unknown', { power: null }],
  ])('sends %s at once', (_, change) => {
    expect(sentAt(state(change), 1_000)).toEqual({ ...steady, ...change })
  })

  it('sends at most once a second', () => {
    expect(decide(state({ alarm: true }), atStart, 999)).toEqual({ send: null, lookMs: 1_000 })
  })

  it('sends at most once a second also when a round is due', () => {
    const early: Published = { values: steady, sentMs: 9_500, roundMs: 0 }
    expect(decide(state({ power: 231 }), early, 10_000)).toEqual({ send: null, lookMs: 10_500 })
    expect(sentAt(state({ power: 231 }), 10_500, early)).toMatchObject({ power: 231 })
  })

  it('does not put off the next round for what went out between', () => {
    const { send } = decide(state({ alarm: true }), atStart, 3_000)
    expect(send).toMatchObject({ sentMs: 3_000, roundMs: 0 })
  })

  it('repeats what has not changed only to keep it from expiring, half-way', () => {
    expect(decide(state(), atStart, 29_999)).toEqual({ send: null, lookMs: 30_000 })
    expect(sentAt(state(), 30_000)).toEqual(steady)
  })

  it('does not repeat for a device that is offline anyway', () => {
    expect(decide(state({}, { online: false }), atStart, 1e9)).toEqual({ send: null, lookMs: Infinity })
  })

  it('writes at most one database row a round for a signal that is only noise, whatever the other rows do', () => {
    const noise = fc.array(fc.record({ voltage: fc.double({ min: 229.1, max: 230.9, noNaN: true }), alarm: fc.boolean() }), {
      minLength: 200,
      maxLength: 400,
    })
    fc.assert(
      fc.property(noise, fc.integer({ min: 100, max: 3_000 }), (readings, everyMs) => {
        const told = rowsWritten(readings, everyMs, 'voltage')
        expect(told).toBeLessThanOrEqual(1 + Math.floor((readings.length * everyMs) / 10_000))
      }),
    )
  })

  it('keeps all at most one second apart from what matters, with every key, and never looks too late', () => {
    const readings = fc.array(
      fc.record({
        power: fc.option(fc.double({ min: -5_000, max: 5_000, noNaN: true })),
        alarm: fc.boolean(),
        afterMs: fc.integer({ min: 1, max: 20_000 }),
      }),
      { maxLength: 50 },
    )
    fc.assert(
      fc.property(readings, (changes) => {
        expect(violations(changes)).toEqual([])
      }),
    )
  })
})

/** Plays changes through the rule, looking whenever it asks to, and lists what it breaks. */
function violations(changes: readonly { power: number | null; alarm: boolean; afterMs: number }[]): string[] {
  const found: string[] = []
  let nowMs = 0
  const told: { last: Published | null } = { last: null }
  const look = (now: DeviceState) => {
    const decision = decide(now, told.last, nowMs)
    if (decision.send && told.last && decision.send.sentMs - told.last.sentMs < 1_000) found.push('two messages in a second')
    if (decision.send && Object.keys(decision.send.values).join() !== Object.keys(steady).join()) found.push('a key is missing')
    if (decision.lookMs <= nowMs) found.push('looks for ever')
    told.last = decision.send ?? told.last
    return decision.lookMs
  }
  for (const { afterMs, ...values } of changes) {
    const [now, untilMs] = [state(values), nowMs + afterMs]
    for (let lookMs = look(now); lookMs <= untilMs; lookMs = look(now)) nowMs = lookMs
    nowMs = untilMs
    if (afterMs >= 1_000 && told.last?.values['alarm'] !== values.alarm) found.push('a switch is told late')
    if (told.last && nowMs - told.last.sentMs >= 30_000) found.push('it expires')
  }
  return found
}

/** How often the value told of one key changes. */
function rowsWritten(readings: readonly Record<string, Value>[], everyMs: number, key: string): number {
  let published: Published | null = null
  let rows = 0
  readings.forEach((values, index) => {
    const { send } = decide(state(values), published, index * everyMs)
    if (send && send.values[key] !== published?.values[key]) rows += 1
    published = send ?? published
  })
  return rows
}

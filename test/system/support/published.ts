import { expect } from 'vitest'
import { median } from './median.ts'
import type { Observer } from './observer.ts'
import type { Program } from './program.ts'
import { waitFor } from './waitFor.ts'

/** What an observer has heard of the devices of `house`. */

const enough = 7

/** Of the latest values of `board_oven.power` that were heard since then; NaN where they are too few. */
function typical(seen: Observer, since: number, name: string): number {
  const [id, key = ''] = name.split('.')
  const messages = seen.heard.slice(since).filter(({ topic }) => topic === `energy-monitor/house/${id}`)
  const latest = messages.flatMap(({ payload }) => numberIn(payload, key)).slice(-enough)
  return latest.length < enough ? NaN : median(latest)
}

function numberIn(payload: string, key: string): number[] {
  const state: unknown = JSON.parse(payload)
  const value: unknown = typeof state === 'object' && state !== null ? Object.entries(state).find(([name]) => name === key)?.[1] : null
  return typeof value === 'number' ? [value] : []
}

/** What is published from now on comes within 1 % (by `device.entity`). On a busy machine the emulated clock is late now and then, so that it may take a while. */
export async function expectValues(seen: Observer, expected: Readonly<Record<string, number>>): Promise<void> {
  const since = seen.heard.length
  const fits = ([name, value]: [string, number]) => Math.abs(typical(seen, since, name) - value) <= 0.01 * Math.abs(value)
  await waitFor(() => Object.entries(expected).every(fits), 'the values', 60_000).catch(() => undefined)
  const found = Object.keys(expected).map((name) => [name, typical(seen, since, name)])
  const within = (value: number) => expect.toSatisfy((one: number) => Math.abs(one - value) <= 0.01 * Math.abs(value), `about ${value}`)
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, within(value)])))
}

/** Why a device was ever not well, as Home Assistant reads it. */
export const reasons = (seen: Observer, id: string) => seen.payloads(`energy-monitor/house/${id}/problem/attributes`)

/** Starts it again and returns where a total stood on disk, kWh: what is counted is shown once it is there, which is seldom otherwise. */
export async function startAgain(program: Program, seen: Observer, id: string, key: string): Promise<number> {
  const topic = `energy-monitor/house/${id}/totals`
  const before = seen.payloads(topic).length
  await program.start()
  const payload = await waitFor(() => seen.payloads(topic)[before], `the totals of ${id}`, 20_000)
  return numberIn(payload, key)[0] ?? NaN
}

/** How long a device has been online up to now, s. */
export function onlineS(seen: Observer, id: string): number {
  const said = seen.heard.filter(({ topic }) => topic === `energy-monitor/house/${id}/availability`)
  return said.reduce(
    (sum, { payload, atMs }, at) => sum + (payload === 'online' ? ((said[at + 1]?.atMs ?? performance.now()) - atMs) / 1000 : 0),
    0,
  )
}

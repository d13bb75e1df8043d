import { generalAddress } from './frame.ts'

/**
 * Nothing in a frame tells which request it answers, only whose reply it is. So after a failed exchange that address is
 * left alone until its reply can no longer come: what it says late meets another address's request, and is no reply to that.
 */
export interface LateReplies {
  /** A reply of this address may still come until then. */
  expect(address: number, untilMs: number): void
  /** From when on this address may be asked. */
  overMs(address: number): number
}

export function lateReplies(): LateReplies {
  const untilMs = new Map<number, number>()
  const of = (address: number) => untilMs.get(address) ?? Number.NEGATIVE_INFINITY
  return {
    expect: (address, until) => void untilMs.set(address, until),
    // The general address stands for every device: it waits for all, and all wait for it.
    overMs: (address) => (address === generalAddress ? Math.max(...untilMs.values()) : Math.max(of(address), of(generalAddress))),
  }
}

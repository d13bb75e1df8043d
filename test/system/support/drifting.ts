import { expect } from 'vitest'
import type { PzemSlave } from './pzemSlave.ts'

/** A voltage that rises a little every now and then: a stale value shows as a fall, one of another meter as one that was never there. */
export interface Drifting {
  rise(): Promise<void>
  expectOnlyTruth(published: readonly unknown[]): void
}

const stepMs = 200

export async function drifting(slave: PzemSlave, address: number, fromV: number): Promise<Drifting> {
  const everSet: number[] = []
  let lastMs = Number.NEGATIVE_INFINITY
  const rise = async (): Promise<void> => {
    if (performance.now() - lastMs < stepMs) return
    lastMs = performance.now()
    const voltageV = Math.round(fromV * 10 + everSet.length) / 10
    everSet.push(voltageV)
    await slave.set(address, { voltageV })
  }
  await rise()
  return {
    rise,
    expectOnlyTruth(published) {
      expect(published.length).toBeGreaterThan(3)
      expect(published.filter((voltageV) => !everSet.some((set) => set === voltageV))).toEqual([])
      expect(published).toEqual(everSet.filter((set) => published.includes(set)))
    },
  }
}

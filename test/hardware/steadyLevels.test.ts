import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Edge, Edges } from '../../src/hardware/ports.ts'
import { SteadyLevels } from '../../src/hardware/steadyLevels.ts'

const upAt = (atUs: number): Edge => ({ level: 1, atUs })
const downAt = (atUs: number): Edge => ({ level: 0, atUs })
const read = (untilUs: number, ...edges: Edge[]): Edges => ({ edges, lost: 0, untilUs })

describe('steady levels', () => {
  it('keep the time of their edge, however long they were held back', () => {
    const steady = new SteadyLevels(0, 100)
    expect(steady.take(read(1_050, upAt(1_000)))).toEqual({ edges: [], lost: 0, untilUs: 999 })
    expect(steady.take(read(1_100))).toEqual({ edges: [upAt(1_000)], lost: 0, untilUs: 1_100 })
  })

  it('leave a spike out, whatever the reads it falls into', () => {
    const together = new SteadyLevels(0, 100)
    expect(together.take(read(5_000, upAt(1_000), downAt(1_099)))).toEqual(read(5_000))
    const apart = new SteadyLevels(0, 100)
    expect([apart.take(read(1_050, upAt(1_000))).edges, apart.take(read(5_000, downAt(1_099))).edges]).toEqual([[], []])
  })

  it('take a level that lasts exactly as long', () => {
    expect(new SteadyLevels(0, 100).take(read(5_000, upAt(1_000), downAt(1_100))).edges).toEqual([upAt(1_000), downAt(1_100)])
  })

  it('begin at the last change of a bounce', () => {
    const bounce = [upAt(1_000), downAt(1_020), upAt(1_040), downAt(1_050), upAt(1_060)]
    expect(new SteadyLevels(0, 100).take(read(2_000, ...bounce)).edges).toEqual([upAt(1_060)])
  })

  it('start anew where the same level comes twice: another one was between, too short to be read', () => {
    expect(new SteadyLevels(0, 100).take(read(1_150, upAt(1_000), upAt(1_090))).edges).toEqual([])
    expect(new SteadyLevels(0, 100).take(read(1_190, upAt(1_000), upAt(1_090))).edges).toEqual([upAt(1_090)])
  })

  it('forget what was held back when edges were lost after it', () => {
    const steady = new SteadyLevels(0, 100)
    steady.take(read(1_050, upAt(1_000)))
    expect(steady.take({ edges: [downAt(9_000)], lost: 4, untilUs: 10_000 })).toEqual({ edges: [], lost: 4, untilUs: 10_000 })
  })

  it('let all through without a length, but no level twice', () => {
    const edges = [upAt(1), downAt(1), upAt(2), upAt(3), downAt(4)]
    expect(new SteadyLevels(0, 0).take(read(4, ...edges)).edges).toEqual([upAt(1), downAt(1), upAt(2), downAt(4)])
  })

  it('are the same however the edges are cut into reads, alternate, and last', () => {
    const gaps = array(integer({ min: 1, max: 300 }), { maxLength: 40 })
    assert(
      property(gaps, array(integer({ min: 0, max: 39 })), integer({ min: 0, max: 200 }), (lengths, cuts, steadyUs) => {
        const edges: Edge[] = []
        for (const [i, gap] of lengths.entries()) edges.push({ level: i % 2 === 0 ? 1 : 0, atUs: (edges.at(-1)?.atUs ?? 0) + gap })
        const endUs = (edges.at(-1)?.atUs ?? 0) + 1_000
        const whole = new SteadyLevels(0, steadyUs).take(read(endUs, ...edges)).edges
        const cut = new SteadyLevels(0, steadyUs)
        const parts = edges.map((edge, i) => cut.take(read(cuts.includes(i) ? (edges[i + 1]?.atUs ?? endUs) - 1 : edge.atUs, edge)))
        const told = [...parts, cut.take(read(endUs))]
        expect(told.flatMap((each) => each.edges)).toEqual(whole)
        expect(whole.map(({ level }) => level)).toEqual(whole.map((_, i) => (i % 2 === 0 ? 1 : 0)))
        for (const { atUs } of whole) {
          const nextUs = edges.find((edge) => edge.atUs > atUs)?.atUs ?? endUs
          expect(nextUs - atUs).toBeGreaterThanOrEqual(steadyUs)
        }
        // What was told to be silent stays silent.
        for (const [i, { untilUs }] of told.entries())
          expect(
            told
              .slice(i + 1)
              .flatMap((each) => each.edges)
              .every(({ atUs }) => atUs > untilUs),
          ).toBe(true)
      }),
    )
  })
})

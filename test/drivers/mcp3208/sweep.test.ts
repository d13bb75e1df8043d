import { assert, property } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { sweepOf } from '../../../src/drivers/mcp3208/sweep.ts'
import { drivingVoltage } from '../../../src/drivers/mcp3208/wiring.ts'
import { board } from './support/board.ts'
import { boards } from './support/boards.ts'

const clamps = (...wired: readonly (readonly [channel: number, voltage: string])[]) =>
  Object.fromEntries(wired.map(([channel, voltage]) => [`c${channel}`, { channel, voltage, calibration: 60 }]))

const mains = (channel: number) => ({ channel, calibration: 250 })

describe('the sweep', () => {
  it('puts six currents around three samples of their voltage', () => {
    const currents = clamps([1, 'l1'], [2, 'l1'], [3, 'l1'], [4, 'l1'], [5, 'l1'], [6, 'l1'])
    const { channels, pairs } = sweepOf(board({ voltages: { l1: mains(0) }, currents }))
    expect(channels).toEqual([1, 0, 2, 3, 0, 4, 5, 0, 6])
    expect(pairs).toEqual([
      { current: 0, voltage: 1 },
      { current: 2, voltage: 1 },
      { current: 3, voltage: 4 },
      { current: 5, voltage: 4 },
      { current: 6, voltage: 7 },
      { current: 8, voltage: 7 },
    ])
  })

  it('keeps three phases apart', () => {
    const currents = clamps([3, 'l1'], [4, 'l2'], [5, 'l3'], [6, 'l1'], [7, 'l2'])
    const voltages = { l1: mains(0), l2: mains(1), l3: mains(2) }
    expect(sweepOf(board({ voltages, currents })).channels).toEqual([3, 0, 6, 4, 1, 7, 5, 2])
  })

  it('converts an odd current with a voltage of its own', () => {
    const currents = clamps([1, 'l1'], [2, 'l1'], [3, 'l1'])
    expect(sweepOf(board({ voltages: { l1: mains(0) }, currents })).channels).toEqual([1, 0, 2, 3, 0])
  })

  it('converts a voltage without currents once', () => {
    expect(sweepOf(board({ voltages: { l1: mains(5), l2: mains(2) } })).channels).toEqual([5, 2])
  })

  it('takes the wave of the other phases from the one that is measured', () => {
    const voltages = { l1: mains(0), l2: { from: 'l1', lag: '120deg' }, l3: { from: 'l1', lag: '240deg' } }
    const currents = clamps([1, 'l1'], [2, 'l2'], [3, 'l3'])
    expect(sweepOf(board({ voltages, currents })).channels).toEqual([1, 0, 2, 3, 0])
  })

  it('converts currents without a measured voltage beside nothing', () => {
    const voltages = { far: { source: 'garage.voltage' }, l1: mains(0) }
    const { channels, pairs } = sweepOf(board({ voltages, currents: clamps([1, 'far'], [2, 'l1'], [3, 'far']) }))
    expect(channels).toEqual([2, 0, 1, 3])
    expect(pairs).toEqual([
      { current: 2, voltage: null },
      { current: 0, voltage: 1 },
      { current: 3, voltage: null },
    ])
  })
})

describe('of any board the sweep', () => {
  it('has every channel in use and each current once, directly beside its own voltage', () => {
    assert(
      property(boards, ({ settings }) => {
        const { channels, pairs } = sweepOf(settings)
        const measured = settings.voltages.flatMap((each) => (each.kind === 'measured' ? [each.channel] : []))
        expect(new Set(channels)).toEqual(new Set([...measured, ...settings.currents.map(({ channel }) => channel)]))
        settings.currents.forEach((current, at) => {
          const pair = pairs[at]
          expect(channels.filter((channel) => channel === current.channel)).toHaveLength(1)
          expect(channels[pair?.current ?? -1]).toBe(current.channel)
          const beside = pair?.voltage ?? null
          expect(beside === null ? null : channels[beside]).toBe(drivingVoltage(settings, current)?.channel ?? null)
          expect(beside === null ? 1 : Math.abs(beside - (pair?.current ?? -1))).toBe(1)
        })
      }),
    )
  })

  it('is as short as the neighbours of a sample allow', () => {
    assert(
      property(boards, ({ drawn, settings }) => {
        const samples = drawn.driven.map((currents) => Math.max(1, Math.ceil(currents / 2)) + currents)
        expect(sweepOf(settings).channels).toHaveLength(samples.reduce((sum, each) => sum + each, drawn.blind))
      }),
    )
  })
})

describe('no sweep of some currents of one voltage', () => {
  test.each([1, 2, 3, 4, 5])('is shorter, tried with %d currents in every order', (currents) => {
    const own = clamps(...Array.from({ length: currents }, (_, at) => [at + 1, 'l1'] as const))
    const { length } = sweepOf(board({ voltages: { l1: mains(0) }, currents: own })).channels
    expect(orders(length - 1, currents).some((order) => allBeside(order))).toBe(false)
    expect(orders(length, currents).some((order) => allBeside(order))).toBe(true)
  })
})

/** All rows of so many samples, of which that many are of a current (true). Which current it is makes no difference. */
function orders(length: number, currents: number): boolean[][] {
  const rows = Array.from({ length: 2 ** length }, (_, bits) => Array.from({ length }, (_bit, at) => ((bits >> at) & 1) === 1))
  return rows.filter((row) => row.filter((isCurrent) => isCurrent).length === currents)
}

const allBeside = (order: readonly boolean[]) =>
  order.every((isCurrent, at) => !isCurrent || order[at - 1] === false || order[at + 1] === false)

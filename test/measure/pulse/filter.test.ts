import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PulseFilter, type PulseShape } from '../../../src/measure/pulse/filter.ts'

/** Active high; at least 5 ms active, 8 ms of rest, and 100 ms from one pulse to the next. */
const shape: PulseShape = { activeLevel: 1, widthUs: 5_000, gapUs: 8_000, periodUs: 100_000 }

interface Stretch {
  readonly level: 0 | 1
  readonly us: number
}

/** `_20 #30`: at rest for 20 ms, then active for 30. */
const stretchesOf = (line: string): Stretch[] =>
  line.split(' ').map((word) => ({ level: word.startsWith('#') ? 1 : 0, us: Math.round(Number(word.slice(1)) * 1000) }))

/** What the filter makes of a line that is watched up to the end of its last stretch. `looks` are times at which it is asked meanwhile. */
function filtered(stretches: readonly Stretch[], wanted: PulseShape = shape, looks: readonly number[] = []) {
  const filter = new PulseFilter(wanted, stretches[0]?.level ?? 0)
  const pulsesMs: number[] = []
  const take = (pulseUs: number | null) => pulseUs !== null && pulsesMs.push(pulseUs / 1000)
  let atUs = 0
  for (const [place, { level, us }] of stretches.entries()) {
    if (place > 0) take(filter.edge(level, atUs))
    for (const look of looks) if (look >= atUs && look < atUs + us) take(filter.until(look))
    atUs += us
  }
  take(filter.until(atUs))
  const { tooShort, tooClose, implausible } = filter.rejected
  return { pulsesMs, tooShort, tooClose, implausible, missed: filter.missed }
}

const none = { pulsesMs: [], tooShort: 0, tooClose: 0, implausible: 0, missed: 0 }

type State = [state: string, table: [line: string, expected: Partial<ReturnType<typeof filtered>>][]]

describe('the pulse filter', () => {
  /** Every state (at rest, in a pulse, in its bounce, in noise) with every stretch that can follow (short or long, active or at rest). */
  describe.each<State>([
    [
      'at rest',
      [
        ['_50', {}],
        ['_50 #4.999', {}],
        ['_50 #4.999 _7.999', {}],
        ['_50 #4.999 _8', { tooShort: 1 }],
        ['_50 #5', { pulsesMs: [50] }],
        ['_50 #5 _200', { pulsesMs: [50] }],
        ['_0.1 #30 _50', { pulsesMs: [0.1] }],
      ],
    ],
    [
      'before a pulse, with bounce',
      [
        ['_50 #0.2 _0.1 #30 _50', { pulsesMs: [50] }],
        ['_50 #0.2 _0.1 #0.3 _0.2 #0.1 _0.1 #30 _50', { pulsesMs: [50] }],
        ['_50 #2 _3 #30 _50', { pulsesMs: [50] }],
        ['_50 #2 _3.001 #30 _50', { pulsesMs: [55.001], tooShort: 1 }],
        ['_50 #2 _7.999 #30 _50', { pulsesMs: [59.999], tooShort: 1 }],
        ['_50 #2 _8 #30 _50', { pulsesMs: [60], tooShort: 1 }],
      ],
    ],
    [
      'in a pulse and after it',
      [
        ['_50 #30 _0.1 #0.2 _50', { pulsesMs: [50] }],
        ['_50 #30 _0.1 #0.2 _0.1 #0.2 _50', { pulsesMs: [50] }],
        ['_50 #30 _4.9 #0.1 _50', { pulsesMs: [50] }],
        ['_50 #30 _4.9 #0.101 _50', { pulsesMs: [50], tooShort: 1 }],
        ['_50 #30 _7.999 #4.999 _50', { pulsesMs: [50], tooShort: 1 }],
        ['_50 #30 _7.999 #5 _50', { pulsesMs: [50], tooClose: 1 }],
        ['_50 #30 _1 #30 _1 #30 _50', { pulsesMs: [50], tooClose: 2 }],
        ['_50 #30 _8 #4.999 _50', { pulsesMs: [50], tooShort: 1 }],
        ['_50 #30 _8 #5 _50', { pulsesMs: [50], implausible: 1 }],
        ['_50 #30 _69.999 #30 _50', { pulsesMs: [50], implausible: 1 }],
        ['_50 #30 _70 #30 _50', { pulsesMs: [50, 150] }],
      ],
    ],
    [
      'after a signal that it rejected',
      [
        ['_50 #30 _20 #30 _20 #30 _50', { pulsesMs: [50, 150], implausible: 1 }],
        ['_50 #30 _69.999 #30 _69.999 #30 _50', { pulsesMs: [50, 249.998], implausible: 1 }],
        ['_50 #30 _20 #30 _7 #30 _50', { pulsesMs: [50], implausible: 1, tooClose: 1 }],
        ['_50 #4 _8 #4 _8 #30 _50', { pulsesMs: [74], tooShort: 2 }],
        ['_50 #4 _7 #4 _7 #4 _7 #30 _50', { pulsesMs: [83], tooShort: 3 }],
        ['_50 #4 _7 #4 _7 #4', { tooShort: 2 }],
        ['_50 #4 _7 #4 _8', { tooShort: 2 }],
      ],
    ],
    [
      'opened while the line is active',
      [
        ['#900', {}],
        ['#900 _50', {}],
        ['#900 _50 #30', { pulsesMs: [950] }],
        ['#900 _7.999 #30 _50', { tooClose: 1 }],
        ['#900 _7.999 #1 _50', { tooShort: 1 }],
        ['#900 _8 #30 _50', { pulsesMs: [908] }],
      ],
    ],
    [
      'of a line that moved while it was opened',
      [
        ['_5 _50 #30', { pulsesMs: [55] }],
        ['#5 #30 _50', { pulsesMs: [5] }],
      ],
    ],
    [
      'of edges of which one was not seen',
      [
        ['_50 #30 #30 _50', { missed: 1, tooClose: 1 }],
        ['_50 #4 #4 _50 #30', { pulsesMs: [108], missed: 1, tooShort: 1 }],
        ['_50 #30 _1 _200 #30', { pulsesMs: [50, 281], missed: 1 }],
        ['_50 #30 _1 _7 #30 _50', { pulsesMs: [50], missed: 1, tooClose: 1 }],
      ],
    ],
  ])('%s', (_, table) => {
    it.each(table)('%s', (line, expected) => {
      expect(filtered(stretchesOf(line))).toEqual({ ...none, ...expected })
    })
  })

  it('makes the same of the mirror image of a line where a pulse is a low level', () => {
    const line = stretchesOf('_50 #0.2 _0.1 #30 _0.1 #0.2 _50 #2 _90 #30 _50')
    const mirrored = line.map(({ level, us }): Stretch => ({ level: level === 1 ? 0 : 1, us }))
    expect(filtered(mirrored, { ...shape, activeLevel: 0 })).toEqual(filtered(line))
    expect(filtered(line).pulsesMs).toEqual([50, 222.6])
  })

  it('takes any signal as a pulse where it is told no limits', () => {
    const line = stretchesOf('_50 #0.001 _0.001 #0.001 _1')
    expect(filtered(line, { activeLevel: 1, widthUs: 0, gapUs: 0, periodUs: 0 }).pulsesMs).toEqual([50, 50.002])
  })

  const anyLine = fc
    .array(fc.oneof(fc.nat(2_000), fc.nat(12_000), fc.nat(150_000)), { minLength: 1, maxLength: 60 })
    .map((durations) => durations.map((us, place): Stretch => ({ level: place % 2 === 0 ? 0 : 1, us })))

  it('says the same however often it is asked', () => {
    fc.assert(
      fc.property(anyLine, fc.array(fc.nat(2_000_000)), (line, looks) => {
        expect(
          filtered(
            line,
            shape,
            looks.toSorted((a, b) => a - b),
          ),
        ).toEqual(filtered(line))
      }),
    )
  })

  it('never gives two pulses nearer than they can be, nor more than there were wide signals', () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const { pulsesMs, tooClose, implausible } = filtered(line)
        const wide = line.filter(({ level, us }) => level === 1 && us >= shape.widthUs).length
        expect(pulsesMs.length + tooClose + implausible).toBe(wide)
        for (const [place, ms] of pulsesMs.entries()) expect(ms - (pulsesMs[place - 1] ?? -Infinity)).toBeGreaterThanOrEqual(100)
      }),
    )
  })

  it('makes no pulse up when edges were lost: the next one comes after a gap that was seen', () => {
    const filter = new PulseFilter(shape, 0)
    filter.edge(1, 0)
    filter.lose()
    expect([filter.until(90_000), filter.edge(0, 100_000), filter.activeForUs(100_000)]).toEqual([null, null, 0])
    expect([filter.edge(1, 107_000), filter.edge(0, 137_000)]).toEqual([null, null])
    expect([filter.edge(1, 145_000), filter.until(150_000)]).toEqual([null, 145_000])
    expect(filter.rejected).toEqual({ tooShort: 0, tooClose: 1, implausible: 0 })
    filter.lose()
    expect([filter.edge(1, 400_000), filter.edge(0, 430_000), filter.edge(1, 500_000), filter.until(600_000)]).toEqual([
      null,
      null,
      null,
      500_000,
    ])
  })

  it('does not take two pulses with a loss between them as nearer than they can be', () => {
    const filter = new PulseFilter(shape, 0)
    expect([filter.edge(1, 0), filter.edge(0, 30_000)]).toEqual([null, 0])
    filter.lose()
    expect([filter.edge(0, 40_000), filter.edge(1, 50_000), filter.until(80_000)]).toEqual([null, null, null])
    expect(filter.rejected.implausible).toBe(1)
  })

  it('knows how long the line has been active without a break', () => {
    const filter = new PulseFilter(shape, 1)
    filter.until(1_000)
    expect(filter.activeForUs(5_000)).toBe(4_000)
    filter.edge(0, 6_000)
    expect(filter.activeForUs(9_000)).toBe(0)
    filter.edge(1, 10_000)
    expect(filter.activeForUs(12_000)).toBe(2_000)
  })
})

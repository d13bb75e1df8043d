import { array, assert, asyncProperty, boolean, constantFrom, double, integer, oneof, record, tuple, type Arbitrary } from 'fast-check'
import { expect, test } from 'vitest'
import { clearOfHalfTurn } from '../../../src/drivers/gauges/field.ts'
import { Scale, type Range } from '../../../src/drivers/gauges/scale.ts'
import type { TestRun } from '../../support/testLine.ts'
import { onMotors, type Hall } from './onMotors.ts'

/** Something that happens to a board with two needles, of which the second one follows a source. */
type Event = (hall: Hall, run: TestRun, wanted: Wanted) => void

/** What the needles are to show in the end. */
interface Wanted {
  readonly range: { min: number; max: number }
  readonly targets: [number | null, number | null]
  source: number | null
  follows: boolean
}

const ids = ['left', 'right'] as const
const needle = constantFrom(0 as const, 1 as const)
const value = double({ min: -50, max: 150, noNaN: true })

const target: Arbitrary<Event> = tuple(needle, value).map(([index, to]) => (_hall, run, wanted) => {
  wanted.targets[index] = to
  run.part(ids[index]).ask({ entity: 'target', value: to })
})

const range: Arbitrary<Event> = tuple(constantFrom('min' as const, 'max' as const), integer({ min: -60, max: 160 })).map(
  ([end, to]) =>
    (_hall, run, wanted) => {
      const changed: Range = { ...wanted.range, [end]: to }
      if (changed.min < changed.max) wanted.range[end] = to
      run.part('left').ask({ entity: `range_${end}`, value: to })
    },
)

const told: Arbitrary<Event> = oneof(value, constantFrom(null)).map((to) => (hall, _run, wanted) => {
  wanted.source = to
  hall.source('a.b').tell(to, to === null ? 'gone' : null)
})

const mode: Arbitrary<Event> = boolean().map((follows) => (_hall, run, wanted) => {
  wanted.follows = follows
  run.part('right').ask({ entity: 'moved_by', value: follows ? 'Source' : 'Manual' })
})

const button: Arbitrary<Event> = constantFrom('home', 'test').map((entity) => (_hall, run) => run.ask({ entity }))

const held: Arbitrary<Event> = integer({ min: 10, max: 800 }).map((ms) => (hall) => hall.holdUp(ms))

const event = oneof({ arbitrary: target, weight: 6 }, { arbitrary: range, weight: 2 }, { arbitrary: told, weight: 3 }, mode, button, held)
const pauseMs = oneof(
  integer({ min: 0, max: 30 }),
  integer({ min: 30, max: 600 }),
  integer({ min: 30, max: 600 }),
  integer({ min: 1_000, max: 3_000 }),
)

const boards = record({
  reset: boolean(),
  release: boolean(),
  reversed: boolean(),
  invert: boolean(),
  backlash: constantFrom(0, 1.5),
  smoothing: constantFrom(0, 60),
  speed: constantFrom(100, 500, 600),
  startSteps: tuple(integer({ min: 0, max: 3780 }), integer({ min: 0, max: 3780 })),
})

const written = ({
  reset,
  release,
  reversed,
  invert,
  backlash,
  smoothing,
  speed,
}: typeof boards extends Arbitrary<infer B> ? B : never) => `
${reset ? `reset: 26${release ? '\nrelease: 1s' : ''}` : ''}
speed: ${speed}deg/s
gauges:
  left: { dir: 4, step: 17, scale: { min: 0, max: 100, reversed: ${reversed} }, backlash: ${backlash}deg }
  right: { dir: 22, step: 18, invert: ${invert}, smoothing: ${smoothing}ms, scale: { min: 0, max: 100 }, follow: a.b, rest: 20 }
`

/** Long enough to look for the stops, to sweep, to go there, and for the current to be taken off. */
const settlingMs = 16_000

test('whatever happens, in the end each rotor stands where its scale has what it is to show', { timeout: 60_000 }, async () => {
  await assert(
    asyncProperty(boards, array(tuple(event, pauseMs), { maxLength: 12 }), async (board, events) => {
      const hall = onMotors(written(board), { startSteps: board.startSteps })
      const run = hall.run()
      const wanted: Wanted = { range: { min: 0, max: 100 }, targets: [null, null], source: null, follows: true }
      for (const [happen, forMs] of events) {
        await hall.clock.advance(forMs)
        happen(hall, run, wanted)
      }
      await hall.clock.advance(settlingMs)
      const [left, right] = hall.own.gauges
      const shown = [wanted.targets[0], (wanted.follows ? wanted.source : wanted.targets[1]) ?? 20]
      const scales = [left && new Scale(left.scale, wanted.range), right && new Scale(right.scale)]
      const places = shown.map((each, index) => (each === null ? 0 : (scales[index]?.placeOf(each).steps ?? 0)))
      expect(hall.rotors()).toEqual(board.reset && board.release ? places.map(clearOfHalfTurn) : places)
      expect(run.outcome).toBeUndefined()
      run.stop()
      await hall.clock.advance(6_000)
      expect([hall.rotors(), run.outcome, hall.clock.sleeping]).toEqual([[0, 0], { error: null }, 0])
    }),
    { numRuns: 300 },
  )
})

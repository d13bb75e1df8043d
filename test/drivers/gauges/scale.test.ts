import { assert, boolean, constantFrom, double, integer, property, record, uniqueArray } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { Scale, stepsPerDegree, travelSteps, type ScaleSettings } from '../../../src/drivers/gauges/scale.ts'
import { gauge } from './support/hall.ts'

const scaleOf = (keys: object, range?: { min: number; max: number }) => new Scale(gauge(keys).scale, range)

const places = (scale: Scale, values: readonly number[]) => values.map((value) => scale.placeOf(value).steps)

describe('a linear dial', () => {
  test('has its ends where the sweep begins and ends, after the zero', () => {
    const scale = scaleOf({ min: 0, max: 8000, sweep: '300deg', zero: '5deg' })
    expect(places(scale, [0, 4000, 8000])).toEqual([5, 155, 305].map((angleDeg) => angleDeg * stepsPerDegree))
  })

  test('runs the other way where it is reversed', () => {
    const scale = scaleOf({ min: 0, max: 8000, reversed: true })
    expect(places(scale, [0, 2000, 8000])).toEqual([305, 230, 5].map((angleDeg) => angleDeg * stepsPerDegree))
  })

  test('goes both ways from its zero', () => {
    const scale = scaleOf({ min: -4000, max: 4000, zero: '0deg' })
    expect(places(scale, [-4000, -1000, 0, 1000])).toEqual([0, 1350, 1800, 2250])
    expect([0, 1350, 1800, 3600].map((steps) => scale.valueAt(steps))).toEqual([-4000, -1000, 0, 4000])
  })

  test('takes another range', () => {
    const scale = scaleOf({ min: 0, max: 8000, zero: '0deg' }, { min: 100, max: 200 })
    expect(places(scale, [100, 150, 200])).toEqual([0, 1800, 3600])
    expect(scale.valueAt(1800)).toBe(150)
    expect(scale.placeOf(201).beyond).toBe('above')
  })

  test('stands on the nearest step', () => {
    const scale = scaleOf({ min: 0, max: 3600, zero: '0deg' })
    expect(places(scale, [1.4, 1.5, 2.6])).toEqual([1, 2, 3])
  })

  it.each([
    ['below', -1e9, 60],
    ['below', -1, 60],
    [null, 0, 60],
    [null, 8000, 3660],
    ['above', 8000.5, 3660],
    ['above', 1e9, 3660],
  ] as const)('says %s beyond its ends: %d is at step %d', (beyond, value, steps) => {
    expect(scaleOf({ min: 0, max: 8000 }).placeOf(value)).toEqual({ steps, beyond })
  })

  test('shows an end where the needle stands beyond it', () => {
    const scale = scaleOf({ min: 0, max: 8000 })
    expect([0, 59, 3661, travelSteps].map((steps) => scale.valueAt(steps))).toEqual([0, 0, 8000, 8000])
  })
})

describe('a dial by a table', () => {
  const ascending = [
    { value: 0, at: '0deg' },
    { value: 100, at: '100deg' },
    { value: 1000, at: '200deg' },
  ]
  const descending = [
    { value: -500, at: '280deg' },
    { value: 0, at: '180deg' },
    { value: 2000, at: '40deg' },
  ]

  test('runs straight from point to point', () => {
    const scale = scaleOf({ points: ascending, zero: '0deg' })
    expect(places(scale, [0, 50, 100, 550, 1000])).toEqual([0, 600, 1200, 1800, 2400])
    expect([600, 1800].map((steps) => scale.valueAt(steps))).toEqual([50, 550])
  })

  test('may run the other way, and begin after the begin of the dial', () => {
    const scale = scaleOf({ points: descending, zero: '10deg' })
    expect(places(scale, [-500, -250, 0, 1000, 2000])).toEqual([290, 240, 190, 120, 50].map((angleDeg) => angleDeg * stepsPerDegree))
    expect(scale.valueAt(240 * stepsPerDegree)).toBe(-250)
    expect(scale.placeOf(-501)).toEqual({ steps: 290 * stepsPerDegree, beyond: 'below' })
    expect(scale.placeOf(2001)).toEqual({ steps: 50 * stepsPerDegree, beyond: 'above' })
    expect([0, travelSteps].map((steps) => scale.valueAt(steps))).toEqual([2000, -500])
  })

  test('has the range of its points', () => {
    expect(gauge({ points: descending }).scale).toMatchObject({ min: -500, max: 2000, sweepDeg: 280, step: 1 })
  })

  test('keeps its range whatever another one is asked for', () => {
    expect(scaleOf({ points: ascending, zero: '0deg' }, { min: 0, max: 10 }).placeOf(100).steps).toBe(1200)
  })
})

test.each([
  [0, 8000, 1],
  [0, 100, 0.1],
  [-20, 40, 0.01],
  [0, 999, 0.1],
  [0, 1000, 1],
  [0, 0.5, 0.001],
])('from %d to %d values are rounded to %d, where nothing else is said', (min, max, step) => {
  expect(gauge({ min, max }).scale.step).toBeCloseTo(step, 12)
})

/** Dials whose steps are worth something each, so that none is lost to rounding. */
const linear = record({
  min: integer({ min: -1_000_000, max: 1_000_000 }),
  width: integer({ min: 1, max: 1_000_000 }),
  sweepDeg: integer({ min: 10, max: 300 }),
  zeroDeg: integer({ min: 0, max: 15 }),
  reversed: boolean(),
}).map(({ min, width, sweepDeg, zeroDeg, reversed }): ScaleSettings => ({
  min,
  max: min + width,
  unit: '',
  step: 1,
  points: null,
  sweepDeg,
  zeroDeg,
  reversed,
}))

const tables = record({
  values: uniqueArray(integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 4 }),
  angles: uniqueArray(integer({ min: 0, max: 300 }), { minLength: 4, maxLength: 4 }),
  direction: constantFrom(1, -1),
}).map(({ values, angles, direction }): ScaleSettings => {
  const ordered = angles.toSorted((one, other) => direction * (one - other))
  const points = values.toSorted((one, other) => one - other).map((value, i) => ({ value, angleDeg: ordered[i] ?? 0 }))
  const [min, max] = [points[0]?.value ?? 0, points.at(-1)?.value ?? 0]
  return { min, max, unit: '', step: 1, points, sweepDeg: Math.max(...angles), zeroDeg: 5, reversed: false }
})

describe.each([
  ['linear dials', linear],
  ['tables', tables],
])('over all %s', (_, dials) => {
  test('the value at a step has its place there', () => {
    assert(
      property(dials, double({ min: 0, max: 1, noNaN: true }), (settings, share) => {
        const scale = new Scale(settings)
        const [begin, end] = [scale.placeOf(settings.min).steps, scale.placeOf(settings.max).steps]
        const steps = Math.round(begin + share * (end - begin))
        expect(scale.placeOf(scale.valueAt(steps)).steps).toBe(steps)
      }),
    )
  })

  test('the value at the place of a value is it, within a step to either side', () => {
    assert(
      property(dials, double({ min: 0, max: 1, noNaN: true }), (settings, share) => {
        const scale = new Scale(settings)
        const value = settings.min + share * (settings.max - settings.min)
        const { steps, beyond } = scale.placeOf(value)
        const around = [scale.valueAt(steps - 1), scale.valueAt(steps + 1)]
        expect(beyond).toBeNull()
        expect(value).toBeGreaterThanOrEqual(Math.min(...around) - 1e-6)
        expect(value).toBeLessThanOrEqual(Math.max(...around) + 1e-6)
      }),
    )
  })

  test('a greater value never stands before a lesser one', () => {
    assert(
      property(dials, double({ min: 0, max: 1, noNaN: true }), double({ min: 0, max: 1, noNaN: true }), (settings, one, other) => {
        const scale = new Scale(settings)
        const at = (share: number) => scale.placeOf(settings.min + share * (settings.max - settings.min)).steps
        const way = Math.sign(scale.placeOf(settings.max).steps - scale.placeOf(settings.min).steps)
        expect((at(Math.max(one, other)) - at(Math.min(one, other))) * way).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

import { assert, boolean, constantFrom, integer, option, property, record, uniqueArray } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { isClear } from '../../../../src/drivers/gauges/dial/label.ts'
import { layoutFor } from '../../../../src/drivers/gauges/dial/layout.ts'
import { drawn, figures, type Drawn, type DrawnText } from './drawn.ts'

const points = (...all: readonly (readonly [number, number])[]) => ({ points: all.map(([value, at]) => ({ value, at: `${at}deg` })) })

describe('the labels of a face', () => {
  it.each([
    ['0 to 8000', { min: 0, max: 8000 }, '0 1000 2000 3000 4000 5000 6000 7000 8000'],
    ['both ways', { min: -4000, max: 4000 }, '−4000 −3000 −2000 −1000 0 1000 2000 3000 4000'],
    ['0 to 100', { min: 0, max: 100 }, '0 10 20 30 40 50 60 70 80 90 100'],
    ['a temperature', { min: -20, max: 40 }, '−20 −10 0 10 20 30 40'],
    ['less than one', { min: 0, max: 0.5 }, '0 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5'],
    ['ends that are not round', { min: 12, max: 8430 }, '1000 2000 3000 4000 5000 6000 7000 8000'],
    ['a narrow sweep', { min: 0, max: 8000, sweep: '60deg' }, '0 2000 4000 6000 8000'],
    ['a table of powers', points([0, 0], [100, 100], [1000, 200], [10_000, 300]), '0 50 100 500 1000 5000 10000'],
    ['a table that is not round', points([-500, 280], [0, 180], [133, 90], [2000, 40]), '−500 −400 −200 0 50 100 133 1000 2000'],
  ])('are round values, some ten of them: %s', (_, scale, expected) => {
    expect(figures(drawn(scale)).join(' ')).toBe(expected)
  })

  test('are the ones that the settings ask for', () => {
    expect(figures(drawn({ min: 0, max: 24 }, { labels: 3 })).join(' ')).toBe('0 3 6 9 12 15 18 21 24')
    expect(figures(drawn(points([0, 0], [100, 150], [1000, 300]), { labels: 250 })).join(' ')).toBe('0 250 500 750 1000')
  })

  test('are fewer of them where they would touch', () => {
    expect(figures(drawn({ min: 0, max: 8000 }, { labels: 100 })).join(' ')).toBe('0 1000 2000 3000 4000 5000 6000 7000 8000')
  })

  it.each([
    [{ min: 0, max: 12_000, sweep: '290deg' }],
    [{ min: -4000, max: 4000 }],
    [{ min: 0, max: 90_000, sweep: '315deg', zero: '0deg' }],
    [{ min: -20, max: 40, sweep: '240deg' }],
  ])('leave a gap to their ticks: %j', (scale) => {
    const face = drawn(scale, { title: '' })
    for (const box of face.texts.map(covered)) {
      const away = face.ticks.flatMap(alongTick).map(({ x, y }) => awayFrom(box, x, y))
      expect(Math.min(...away)).toBeGreaterThan(0.99)
      expect(Math.min(...away)).toBeLessThan(3)
    }
  })

  test('are clear of ticks of others, whichever of them is asked', () => {
    const layout = layoutFor(80, 4)
    const label = {
      value: 1,
      text: '1000',
      fontMm: 5,
      bold: false,
      box: { x: 0, y: -28, widthMm: 12, heightMm: 4 },
      tickEnd: { x: 0, y: -32 },
    }
    const other = { ...label, box: { x: 20, y: -20, widthMm: 12, heightMm: 4 }, tickEnd: { x: 24, y: -24 } }
    const [near, far] = [{ ...other, tickEnd: { x: 5, y: -30.5 } }, other]
    expect([isClear(label, [far], layout), isClear(far, [label], layout)]).toEqual([true, true])
    expect([isClear(label, [near], layout), isClear(near, [label], layout)]).toEqual([false, false])
  })

  test('are not all of a long table', () => {
    const long = points(...Array.from({ length: 31 }, (_, i) => [i, i * 10] as const))
    expect(figures(drawn(long)).join(' ')).toBe('0 5 10 15 20 25 30')
  })
})

describe('the ticks between labels', () => {
  const between = ({ ticks }: Drawn, labels: number) => (ticks.length - labels) / (labels - 1)

  test('are ten gaps to a step of one, of which the middle is marked', () => {
    const { ticks } = drawn({ min: 0, max: 8000 })
    expect(ticks).toHaveLength(81)
    const lengths = ticks.slice(0, 11).map(({ outer, inner }) => Math.round((outer - inner) * 10) / 10)
    expect(lengths).toEqual([3.6, 1.6, 1.6, 1.6, 1.6, 2.4, 1.6, 1.6, 1.6, 1.6, 3.6])
  })

  test('are fewer where they would be too near to each other', () => {
    expect(between(drawn({ min: 0, max: 8000 }, { diameter: '36mm' }), 9)).toBe(4)
  })

  test('are as many as the settings say', () => {
    for (const ticks of [0, 1, 3, 20]) expect(between(drawn({ min: 0, max: 8000 }, { ticks }), 9)).toBe(ticks)
  })

  test('go on to an end that has no label, which has a tick itself', () => {
    const { ticks } = drawn({ min: 0, max: 8430, sweep: '281deg' })
    const beyond = ticks.filter(({ angleDeg }) => angleDeg > -140.5 + (8001 * 281) / 8430)
    expect(beyond.map(({ angleDeg }) => Math.round(((angleDeg + 140.5) * 843) / 281) * 10)).toEqual([8100, 8200, 8300, 8430])
  })
})

/** What a line of text covers with letters as wide as those of Liberation Sans and Arial at most. */
const covered = ({ text, x, y, fontMm }: DrawnText) => {
  const width =
    Array.from(text).reduce((sum, character) => sum + (/[.]/.test(character) ? 0.28 : /[W%m]/.test(character) ? 0.95 : 0.61), 0) * fontMm
  return { left: x - width / 2, right: x + width / 2, top: y - 0.73 * fontMm, bottom: y }
}

const scales = record({
  min: integer({ min: -20_000, max: 20_000 }),
  width: integer({ min: 1, max: 40_000 }),
  decimals: constantFrom(1, 10, 100),
  sweep: integer({ min: 20, max: 310 }),
  reversed: boolean(),
  labels: option(integer({ min: 1, max: 99 }), { nil: undefined }),
}).map(({ min, width, decimals, sweep, reversed, labels }) => ({
  scale: { min: min / decimals, max: (min + width) / decimals, sweep: `${sweep}deg`, reversed, unit: 'kWh' },
  dial: labels === undefined ? {} : { labels: ((width / decimals) * labels) / 99 },
}))

const tables = record({
  values: uniqueArray(integer({ min: -5000, max: 20_000 }), { minLength: 2, maxLength: 12 }),
  angles: uniqueArray(integer({ min: 0, max: 310 }), { minLength: 12, maxLength: 12 }),
  way: constantFrom(1, -1),
}).map(({ values, angles, way }) => {
  const used = angles.slice(0, values.length).toSorted((one, other) => way * (one - other))
  const all = values.toSorted((one, other) => one - other).map((value, i) => [value, used[i] ?? 0] as const)
  return { scale: { ...points(...all), unit: 'W' }, dial: {} }
})

describe.each([
  ['linear scales', scales],
  ['tables', tables],
])('over all %s', (_, faces) => {
  const sizes = constantFrom('40mm', '80mm', '120mm')

  test('no text touches another one, a tick or the hole', () => {
    assert(
      property(faces, sizes, constantFrom('Grid', 'Heat pump and swimming pool'), ({ scale, dial }, diameter, title) => {
        const { texts, ticks } = drawn(scale, { ...dial, diameter, title })
        const boxes = texts.map(covered)
        const marks = ticks.flatMap(alongTick)
        const gap = Number.parseFloat(diameter) * 0.005 - 0.02
        for (const [i, box] of boxes.entries()) {
          for (const other of boxes.slice(i + 1)) expect(apart(box, other)).toBe(true)
          expect(Math.min(...marks.map(({ x, y }) => awayFrom(box, x, y)))).toBeGreaterThan(gap)
          expect(Math.hypot(Math.max(box.left, -box.right, 0), Math.max(box.top, -box.bottom, 0))).toBeGreaterThan(2)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('no label is there twice, none has an exponent, and there are at most a hundred', () => {
    assert(
      property(faces, sizes, ({ scale, dial }, diameter) => {
        const shown = drawn(scale, { ...dial, diameter }).texts.map(({ text }) => text)
        expect(new Set(shown).size).toBe(shown.length)
        expect(shown.join(' ')).not.toMatch(/\de|-/)
        expect(shown.length).toBeLessThan(103)
      }),
      { numRuns: 100 },
    )
  })
})

/** Points on it. */
const alongTick = ({ angleDeg, inner, outer }: Drawn['ticks'][number]) =>
  [0, 0.1, 0.3, 0.6, 1].map((share) => {
    const [radius, angle] = [inner + share * (outer - inner), (angleDeg * Math.PI) / 180]
    return { x: radius * Math.sin(angle), y: -radius * Math.cos(angle) }
  })

const awayFrom = ({ left, right, top, bottom }: Covered, x: number, y: number) =>
  Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0))

type Covered = ReturnType<typeof covered>

const apart = (one: Covered, other: Covered) =>
  one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top

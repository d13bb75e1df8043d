import { describe, expect, it, test } from 'vitest'
import { Scale, stepsPerDegree } from '../../../../src/drivers/gauges/scale.ts'
import { gauge } from '../support/hall.ts'
import { drawn, figures, type Drawn } from './drawn.ts'

const watts = { min: 0, max: 8000, unit: 'W' }
const table = {
  points: [
    { value: 0, at: '0deg' },
    { value: 100, at: '100deg' },
    { value: 1000, at: '200deg' },
    { value: 10000, at: '300deg' },
  ],
  unit: 'W',
}

const majorTicks = ({ ticks }: Drawn) => ticks.filter(({ width }) => width === Math.max(...ticks.map((each) => each.width)))

/** The names of elements that are not closed, or are where another one is open. */
function unclosed(svg: string): string[] {
  const open: string[] = []
  for (const [, close, name = '', empty] of svg.matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)) {
    if (close !== '/' && empty !== '/') open.push(name)
    if (close === '/' && open.at(-1) === name) open.pop()
    else if (close === '/') open.push(`/${name}`)
  }
  return open
}

describe('the face of a gauge', () => {
  test('has its true size, with the origin in its centre', () => {
    expect(drawn(watts).svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="80mm" height="80mm" viewBox="-40 -40 80 80" /)
    expect(drawn(watts, { diameter: '52.5mm' }).svg).toContain('width="52.5mm" height="52.5mm" viewBox="-26.25 -26.25 52.5 52.5"')
  })

  test('has a circle to cut, inside of its size, and one for the hole', () => {
    expect(drawn(watts, { hole: '5mm' }).svg).toMatch(/<circle r="39\.92" [^>]*stroke-width="0\.15"\/>\n<circle r="2\.5" /)
  })

  test('is the same text for the same settings, with hundredths of a millimetre at most', () => {
    const { svg } = drawn(table, { colours: [{ from: 0, to: 500, colour: 'green' }] })
    expect(drawn(table, { colours: [{ from: 0, to: 500, colour: 'green' }] }).svg).toBe(svg)
    expect(svg).not.toMatch(/\d\.\d{3}|NaN|Infinity|undefined|-0[" ]/)
  })

  test('is well-formed, and takes nothing from elsewhere', () => {
    const { svg } = drawn(watts, { title: '<script>&"\'\u0007]]>' })
    expect(unclosed(svg)).toEqual([])
    expect(svg).toContain('>&#60;script&#62;&#38;&#34;&#39;]]&#62;<')
    expect(svg).not.toMatch(/script>|href|style|\p{Cc}(?<!\n)/u)
  })

  it.each([
    ['its title', { title: 'Sun' }, { name: 'Solar power' }, 'Sun'],
    ['its name', {}, { name: 'Solar power' }, 'Solar power'],
    ['its id made readable', {}, {}, 'Power'],
  ])('says %s', (_, dial, own, title) => {
    const { svg, texts } = drawn(watts, dial, own)
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining([title, 'W']))
    expect(svg).toContain(`<title>${title}</title>`)
  })

  test('says nothing where the title is empty, and no unit where there is none', () => {
    const { svg, texts } = drawn({ min: 0, max: 5 }, { title: '' })
    expect(texts.filter(({ text }) => !/^[\d.]+$/.test(text))).toEqual([])
    expect(texts).not.toEqual([])
    expect(svg).not.toContain('<title>')
  })

  test('has a long title in two lines', () => {
    const { texts } = drawn({ min: 0, max: 100, unit: '%' }, { title: 'Hot water storage tank' })
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['Hot water', 'storage tank']))
  })
})

test('a title that has no room beside the ticks is smaller, and left out where it could not be read', () => {
  const title = (length: number, diameter: string) =>
    drawn({ min: 0, max: 8, sweep: '60deg' }, { title: 'M'.repeat(length), diameter }).texts.find(({ text }) => text.startsWith('M'))
  const [short, long] = [title(3, '80mm'), title(30, '80mm')]
  expect(short?.fontMm).toBeCloseTo(4.42, 2)
  expect(long?.fontMm).toBeLessThan(2)
  expect(title(30, '30mm')).toBeUndefined()
})

describe('the scale of a face', () => {
  it.each([
    ['linear', watts],
    ['reversed', { ...watts, reversed: true }],
    ['both ways', { min: -4000, max: 4000, unit: 'W', zero: '12.3deg' }],
    ['by a table', table],
    ['by a table that descends', { points: table.points.map(({ value }, i) => ({ value, at: `${290 - 80 * i}deg` })) }],
  ])('has a major tick just where the needle stands, %s', (_, keys) => {
    const { scale: settings } = gauge(keys)
    const scale = new Scale(settings)
    const angleDeg = (value: number) => scale.placeOf(value).steps / stepsPerDegree
    const middle = (angleDeg(settings.min) + angleDeg(settings.max)) / 2
    const face = drawn(keys)
    const values = figures(face).map((text) => Number(text.replace('\u2212', '-')))
    expect(values.length).toBeGreaterThanOrEqual(6)
    for (const value of values) {
      const tick = face.ticks.filter((each) => Math.abs(each.angleDeg - (angleDeg(value) - middle)) < 0.02)
      expect(tick).toHaveLength(1)
      expect(tick[0]?.width).toBeGreaterThanOrEqual(0.5)
    }
  })

  test('rises clockwise, and its gap is at the bottom', () => {
    const angles = drawn(watts).ticks.map(({ angleDeg }) => angleDeg)
    expect(angles[0]).toBeCloseTo(-150, 1)
    expect(angles.at(-1)).toBeCloseTo(150, 1)
    expect(angles).toEqual(angles.toSorted((one, other) => one - other))
  })

  test('rises anticlockwise where it is reversed', () => {
    const angles = drawn({ ...watts, sweep: '240deg', reversed: true }).ticks.map(({ angleDeg }) => angleDeg)
    expect(angles[0]).toBeCloseTo(120, 1)
    expect(angles.at(-1)).toBeCloseTo(-120, 1)
  })

  test('lies symmetrically where its table begins after the begin of the dial', () => {
    const { ticks, stop } = drawn({
      points: [
        { value: 0, at: '60deg' },
        { value: 10, at: '260deg' },
      ],
      zero: '10deg',
    })
    expect(ticks[0]?.angleDeg).toBeCloseTo(-100, 1)
    expect(ticks.at(-1)?.angleDeg).toBeCloseTo(100, 1)
    expect(stop.angleDeg).toBeCloseTo(-170, 1)
  })

  test('has a thin mark at the edge where the needle stands at its stop', () => {
    const { stop, ticks } = drawn({ ...watts, sweep: '240deg', zero: '20deg' })
    expect(stop.angleDeg).toBeCloseTo(-140, 1)
    expect(stop.inner).toBeGreaterThan(Math.max(...ticks.map(({ outer }) => outer)) + 1)
    expect(stop.outer).toBeCloseTo(40, 1)
    expect(stop.width).toBeLessThan(0.2)
  })

  test('shows the zero where it goes both ways, and only there', () => {
    const twoWay = drawn({ min: -4000, max: 4000, unit: 'W' })
    expect(twoWay.texts.filter(({ isBold }) => isBold).map(({ text }) => text)).toEqual(['0'])
    expect(majorTicks(twoWay)).toHaveLength(1)
    expect(majorTicks(twoWay)[0]).toMatchObject({ inner: Math.min(...twoWay.ticks.map(({ inner }) => inner)) })
    expect(majorTicks(twoWay)[0]?.angleDeg).toBeCloseTo(0, 1)
    expect(drawn(watts).texts.filter(({ isBold }) => isBold)).toEqual([])
    expect(majorTicks(drawn(watts))).toHaveLength(9)
  })
})

describe('the coloured arcs of a face', () => {
  const arcs = (scale: object, ...colours: readonly (readonly [number, number])[]) =>
    drawn(scale, { colours: colours.map(([from, to]) => ({ from, to, colour: 'red' })) }).arcs.map(({ fromDeg, toDeg, isLarge }) => ({
      fromDeg: Math.round(fromDeg),
      toDeg: Math.round(toDeg),
      isLarge,
    }))

  test('run from value to value', () => {
    expect(arcs(watts, [0, 4000], [2000, 8000])).toEqual([
      { fromDeg: -150, toDeg: 0, isLarge: false },
      { fromDeg: -75, toDeg: 150, isLarge: true },
    ])
  })

  test('end where the scale does', () => {
    expect(arcs(watts, [-500, 2000], [6000, 1e6])).toEqual([
      { fromDeg: -150, toDeg: -75, isLarge: false },
      { fromDeg: 75, toDeg: 150, isLarge: false },
    ])
  })

  test('are none beside it', () => {
    expect(arcs(watts, [-500, 0], [8000, 9000], [-5, -1])).toEqual([])
  })

  test('lie the other way where it is reversed', () => {
    expect(arcs({ ...watts, reversed: true }, [0, 2000])).toEqual([{ fromDeg: 75, toDeg: 150, isLarge: false }])
  })

  test('lie by the table', () => {
    expect(arcs(table, [0, 100], [550, 1000])).toEqual([
      { fromDeg: -150, toDeg: -50, isLarge: false },
      { fromDeg: 0, toDeg: 50, isLarge: false },
    ])
  })
})

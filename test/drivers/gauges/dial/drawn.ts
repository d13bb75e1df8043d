import { face } from '../../../../src/drivers/gauges/dial/face.ts'
import { gauge } from '../support/hall.ts'

/** What a face shows, read from its SVG: lengths in mm from its centre, angles clockwise from the top. */
export interface Drawn {
  readonly svg: string
  readonly texts: readonly DrawnText[]
  /** Without the mark of the stop. */
  readonly ticks: readonly DrawnLine[]
  readonly stop: DrawnLine
  readonly arcs: readonly { readonly colour: string; readonly fromDeg: number; readonly toDeg: number; readonly isLarge: boolean }[]
}

export interface DrawnText {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly fontMm: number
  readonly isBold: boolean
}

interface DrawnLine {
  readonly angleDeg: number
  readonly outer: number
  readonly inner: number
  readonly width: number
}

export const drawn = (scale: object, dial: object = {}, own: object = {}): Drawn => readDrawn(face(gauge(scale, { dial, ...own })))

/** The figures along the scale: what is no title and no unit. */
export const figures = ({ texts }: Drawn): string[] => texts.map(({ text }) => text).filter((text) => /^[\u2212\d.]+$/.test(text))

const angleOf = (x: number, y: number): number => (Math.atan2(x, -y) * 180) / Math.PI

function readDrawn(svg: string): Drawn {
  const lines = elements(svg, 'line').map(readLine)
  const [stop, ...ticks] = lines
  if (stop === undefined) throw new Error('a face has a mark for the stop')
  return { svg, texts: elements(svg, 'text').map(readText), ticks, stop, arcs: elements(svg, 'path').flatMap(readArc) }
}

interface Element {
  readonly content: string
  of(this: void, attribute: string): string
}

const elements = (svg: string, name: string): Element[] =>
  [...svg.matchAll(new RegExp(`<${name} ([^>]*?)(?:/>|>([^<]*)</${name}>)`, 'g'))].map(([, attributes = '', content = '']) => ({
    content,
    of: (attribute) => new RegExp(`(?:^| )${attribute}="([^"]*)"`).exec(attributes)?.[1] ?? '',
  }))

const readText = ({ of, content }: Element): DrawnText => ({
  text: content,
  x: Number(of('x')),
  y: Number(of('y')),
  fontMm: Number(of('font-size')),
  isBold: of('font-weight') === 'bold',
})

function readLine({ of }: Element): DrawnLine {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ['x1', 'y1', 'x2', 'y2'].map((each) => Number(of(each)))
  const ends = [Math.hypot(x1, y1), Math.hypot(x2, y2)]
  return { angleDeg: angleOf(x1, y1), outer: Math.max(...ends), inner: Math.min(...ends), width: Number(of('stroke-width')) }
}

/** Those with a colour of their own. */
function readArc({ of }: Element): Drawn['arcs'] {
  const [, x1, y1, large, x2, y2] = /^M (\S+) (\S+) A \S+ \S+ 0 ([01]) 1 (\S+) (\S+)$/.exec(of('d')) ?? []
  if (x1 === undefined || of('stroke') === '') return []
  const [fromDeg, toDeg] = [angleOf(Number(x1), Number(y1)), angleOf(Number(x2), Number(y2))]
  return [{ colour: of('stroke'), fromDeg, toDeg, isLarge: large === '1' }]
}

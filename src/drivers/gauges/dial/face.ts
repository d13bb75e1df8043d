import { readable } from '../../../settings/identifiers.ts'
import type { GaugeSettings } from '../settings.ts'
import { inscription, titlePlaces, unitPlaces } from './inscription.ts'
import { labelsOf } from './labels.ts'
import { layoutFor } from './layout.ts'
import { paperOf } from './paper.ts'
import { colourArc, cutLines, scaleLines, stopMark, texts } from './parts.ts'
import { element, escaped, rounded } from './svg.ts'
import { ticksOf } from './ticks.ts'

/** The face of a gauge to print and cut out, an SVG of its true size. The same settings make the same text. */
export function face({ id, name, scale, dial }: GaugeSettings): string {
  const layout = layoutFor(dial.diameterMm, dial.holeMm)
  const paper = paperOf(scale)
  const labels = labelsOf({ paper, layout, points: scale.points, dial })
  const ticks = ticksOf({ paper, radiusMm: layout.scale, labelled: labels.map(({ value }) => value), between: dial.ticksBetween })
  const title = dial.title ?? name ?? readable(id)
  const boxes = labels.map(({ box }) => box)
  const titleLines = inscription({ text: title, places: titlePlaces, fontMm: layout.font * 0.85 }, boxes, layout)
  const unitLines = inscription({ text: scale.unit, places: unitPlaces, fontMm: layout.font * 1.1 }, boxes, layout)
  return drawing(dial.diameterMm, title, [
    cutLines(layout),
    stopMark(paper, layout),
    ...dial.colours.flatMap((colour) => colourArc(colour, paper, layout)),
    scaleLines(ticks, paper, layout),
    texts(labels),
    texts([...titleLines, ...unitLines]),
  ])
}

/** Its origin is the centre of the face. */
function drawing(diameterMm: number, title: string, parts: readonly string[]): string {
  const [size, corner] = [rounded(diameterMm), rounded(-diameterMm / 2)]
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: `${size}mm`,
    height: `${size}mm`,
    viewBox: `${corner} ${corner} ${size} ${size}`,
    'font-family': 'sans-serif',
  }
  const named = title.trim() === '' ? '' : element('title', {}, escaped(title))
  return `${element('svg', attributes, `\n${[named, ...parts].filter((part) => part !== '').join('\n')}\n`)}\n`
}

import { capHeight, type Box } from './box.ts'
import { isTwoWay, type Label } from './label.ts'
import type { Layout } from './layout.ts'
import type { Paper } from './paper.ts'
import type { DialColour } from './settings.ts'
import { arc, element, escaped, radial } from './svg.ts'
import type { Tick } from './ticks.ts'

const ink = '#111'
const thin = { stroke: '#999', 'stroke-width': 0.15 }

/** The face, where it is cut, and the hole for the shaft with its centre. */
export const cutLines = ({ edge, hole }: Layout): string =>
  [
    element('circle', { r: edge - thin['stroke-width'] / 2, fill: '#fff', ...thin }),
    element('circle', { r: hole, fill: 'none', ...thin }),
    element('path', { d: 'M -1 0 H 1 M 0 -1 V 1', fill: 'none', ...thin }),
  ].join('\n')

/** At the edge, where the needle stands at its stop: it is put on there. */
export const stopMark = ({ stopDeg }: Paper, { edge, colours, colourWidth }: Layout): string =>
  radial(stopDeg, colours + colourWidth / 2, edge, thin)

/** Nothing where it lies beside the scale. */
export function colourArc({ from, to, colour }: DialColour, paper: Paper, { colours, colourWidth }: Layout): string[] {
  const inside = (value: number) => Math.min(Math.max(value, paper.least), paper.greatest)
  const [begin = 0, end = 0] = [paper.angleOf(inside(from)), paper.angleOf(inside(to))].toSorted((one, other) => one - other)
  return begin === end ? [] : [arc(colours, begin, end, { stroke: colour, 'stroke-width': colourWidth })]
}

/** The line along the scale and its ticks. */
export function scaleLines(ticks: readonly Tick[], paper: Paper, layout: Layout): string {
  const { scale, stroke } = layout
  const drawn = ticks.map(({ value, kind }) => {
    const { to, width } = kind === 'major' && value === 0 && isTwoWay(paper) ? zeroTick(layout) : tickShape(kind, layout)
    return radial(paper.angleOf(value), scale, to, { 'stroke-width': width })
  })
  const line = arc(scale, paper.beginDeg, paper.endDeg, { 'stroke-width': stroke * 0.6 })
  return element('g', { stroke: ink }, `\n${[line, ...drawn].join('\n')}\n`)
}

const zeroTick = ({ zeroTick: to, stroke }: Layout) => ({ to, width: stroke * 1.8 })

function tickShape(kind: Tick['kind'], { majorTick, mediumTick, minorTick, stroke }: Layout): { to: number; width: number } {
  switch (kind) {
    case 'major':
      return { to: majorTick, width: stroke }
    case 'medium':
      return { to: mediumTick, width: stroke * 0.6 }
    case 'minor':
      return { to: minorTick, width: stroke * 0.4 }
  }
}

/** Lines of text, each in the middle of its box. */
export const texts = (lines: readonly Written[]): string =>
  lines.length === 0 ? '' : element('g', { fill: ink, 'text-anchor': 'middle' }, `\n${lines.map(textElement).join('\n')}\n`)

type Written = Pick<Label, 'text' | 'fontMm'> & { readonly box: Box; readonly bold?: boolean }

function textElement({ text, fontMm, box: { x, y }, bold = false }: Written): string {
  const weight = bold ? { 'font-weight': 'bold' } : {}
  return element('text', { x, y: y + (capHeight / 2) * fontMm, 'font-size': fontMm, ...weight }, escaped(text))
}

import { boxAt, distance, reach, touch, type Box } from './box.ts'
import type { Layout } from './layout.ts'
import type { Paper } from './paper.ts'
import { polar, type Point } from './svg.ts'

/** A figure on a face. */
export interface Label {
  readonly value: number
  readonly text: string
  readonly fontMm: number
  /** The zero of a scale that goes both ways. */
  readonly bold: boolean
  readonly box: Box
  /** Where its tick ends. */
  readonly tickEnd: Point
}

/** The figure of a value, upright, as near to its tick as it can be. */
export function labelAt(value: number, fontMm: number, paper: Paper, layout: Layout): Label {
  const [text, bold] = [shown(value), value === 0 && isTwoWay(paper)]
  const angleDeg = paper.angleOf(value)
  const tickEnd = polar(bold ? layout.zeroTick : layout.majorTick, angleDeg)
  const size = boxAt({ x: 0, y: 0 }, text, fontMm, bold)
  return { value, text, fontMm, bold, box: besideTick(size, angleDeg, tickEnd, layout), tickEnd }
}

/** On an ellipse, on which each label touches the same circle with the side that it turns to its tick; further inside where it is too near to the tick. */
function besideTick(size: Box, angleDeg: number, tickEnd: Point, layout: Layout): Box {
  const [across, along] = [size.widthMm, size.heightMm].map((length) => Math.max(0, layout.labels - length / 2))
  const outer = polar(1, angleDeg)
  const { widthMm, heightMm } = size
  const boxes = inwards.map((share) => ({ x: outer.x * share * (across ?? 0), y: outer.y * share * (along ?? 0), widthMm, heightMm }))
  return boxes.find((box) => reach(box).farthest <= layout.corners && distance(box, tickEnd) >= layout.tickGap) ?? size
}

const inwards = Array.from({ length: 80 }, (_, i) => 1 - i / 100)

/** Whether labels are clear of each other, of each other's ticks and of the hub. */
export const areClear = (labels: readonly Label[], layout: Layout): boolean =>
  labels.every((label, i) => isClear(label, labels.slice(i + 1), layout))

/** Whether a label is clear of these and of the hub. One that has no room at all lies on the hub. */
export const isClear = (label: Label, others: readonly Label[], layout: Layout): boolean =>
  reach(label.box).nearest >= layout.hub &&
  others.every(
    (other) =>
      !touch(label.box, other.box, label.fontMm * labelGap) &&
      distance(label.box, other.tickEnd) >= layout.tickGap &&
      distance(other.box, label.tickEnd) >= layout.tickGap,
  )

/** Of the font: more than a figure is apart from the next one, so that two labels are not read as one. */
const labelGap = 0.35

export const isTwoWay = ({ least, greatest }: Pick<Paper, 'least' | 'greatest'>): boolean => least < 0 && greatest > 0

/** With the minus of typography. */
function shown(value: number): string {
  const text = /e/.test(String(value)) ? value.toFixed(12).replace(/\.?0+$/, '') : String(value)
  return text.replace('-', '\u2212')
}

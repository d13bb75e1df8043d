import type { DialSettings } from './settings.ts'
import { areClear, isClear, labelAt, type Label } from './label.ts'
import { readableMm, type Layout } from './layout.ts'
import type { Paper } from './paper.ts'
import { multiples, roundness, roundSteps } from './round.ts'
import type { ScalePoint } from '../scale.ts'

/** How many labels a face should have. */
const fewest = 6
const most = 12

/** What is tried where labels of the usual size would touch. */
const sizes = [1, 0.85, 0.7]
const smallSizes = [...sizes, 0.55, 0.4]

const fonts = ({ font }: Layout, of: readonly number[]) =>
  of.map((size) => size * font).filter((each) => each >= Math.min(font, readableMm))

/** What a face needs to know of its gauge to have labels. */
export interface Labelled {
  readonly paper: Paper
  readonly layout: Layout
  readonly points: readonly ScalePoint[] | null
  readonly dial: Pick<DialSettings, 'labelEvery'>
}

/** The labels of a face, by value, ascending. None touches another one. */
export function labelsOf(labelled: Labelled): readonly Label[] {
  const { points, dial } = labelled
  const chosen = dial.labelEvery === null ? null : everyStep(labelled, dial.labelEvery)
  return chosen ?? (points === null ? roundLabels(labelled) : pointLabels(labelled, points))
}

/** As the user wants them; where there is no room, only every second one, or fewer. */
function everyStep(labelled: Labelled, every: number): readonly Label[] | null {
  const { least, greatest } = labelled.paper
  const thinned = [1, 2, 5, 10, 20, 50, 100].map((nth) => multiples(every * nth, least, greatest)).filter(({ length }) => length >= 2)
  return firstClear(labelled, thinned, sizes)
}

/** Some ten round values. Where that many have no room, fewer. */
function roundLabels(labelled: Labelled): readonly Label[] {
  const { least, greatest } = labelled.paper
  const choices = roundSteps(greatest - least, most).map((step) => multiples(step, least, greatest))
  const usual = choices.filter(({ length }) => length >= fewest && length <= most)
  const few = choices.filter(({ length }) => length >= 1 && length < fewest)
  return firstClear(labelled, usual, sizes) ?? firstClear(labelled, few, smallSizes) ?? []
}

/** The first values that have room, as great as they can be. */
function firstClear({ paper, layout }: Labelled, choices: readonly (readonly number[])[], tried: readonly number[]): Label[] | null {
  for (const values of choices)
    for (const fontMm of fonts(layout, tried)) {
      const labels = values.map((value) => labelAt(value, fontMm, paper, layout))
      if (areClear(labels, layout)) return labels
    }
  return null
}

/** Of a table: the values of its points, the roundest first, and round values between them. */
function pointLabels(labelled: Labelled, points: readonly ScalePoint[]): readonly Label[] {
  const { paper, layout } = labelled
  const sized = fonts(layout, sizes).map((fontMm) => {
    const label: Labeller = (value) => labelAt(value, fontMm, paper, layout)
    return filled(label, labelled, atPoints(label, labelled, points))
  })
  return sized.find(({ length }) => length >= fewest) ?? sized.at(-1) ?? []
}

type Labeller = (value: number) => Label

function atPoints(label: Labeller, { paper, layout }: Labelled, points: readonly ScalePoint[]): readonly Label[] {
  const { least, greatest, angleOf } = paper
  const narrowestDeg = sweepOf(paper) / (most + 1)
  const inner = points.slice(1, -1).map(({ value }) => value)
  const kept: Label[] = []
  for (const value of [least, greatest, ...inner.toSorted((one, other) => roundness(other) - roundness(one))]) {
    const next = label(value)
    const isApart = kept.every((each) => Math.abs(angleOf(each.value) - angleOf(value)) >= narrowestDeg)
    if (isApart && isClear(next, kept, layout)) kept.push(next)
  }
  return byValue(kept)
}

/** With round values between each two, as many as their share of the dial has room for. */
function filled(label: Labeller, { paper, layout }: Labelled, labels: readonly Label[]): readonly Label[] {
  const all = [...labels]
  for (const [i, { value: to }] of labels.entries()) {
    const from = labels[i - 1]?.value
    if (from === undefined) continue
    const room = Math.floor((most * Math.abs(paper.angleOf(to) - paper.angleOf(from))) / sweepOf(paper)) - 1
    const choices = roundSteps(to - from, Math.max(1, room + 1)).map((step) =>
      multiples(step, from, to).filter((value) => value > from && value < to),
    )
    const between = choices.filter(({ length }) => length <= room).map((values) => values.map(label))
    all.push(...(between.find((each) => areClear([...all, ...each], layout)) ?? []))
  }
  return byValue(all)
}

const sweepOf = ({ beginDeg, endDeg }: Paper) => endDeg - beginDeg

const byValue = (labels: readonly Label[]) => labels.toSorted((one, other) => one.value - other.value)

import type { Paper } from './paper.ts'
import { clean, divides, multiples, roundSteps } from './round.ts'

export interface Tick {
  readonly value: number
  readonly kind: 'major' | 'medium' | 'minor'
}

/** Ticks stand no closer than this on the scale, mm. */
const closestMm = 1.1
/** More of them between two labels nobody counts. */
const mostBetween = 9

interface Ticked {
  readonly paper: Paper
  /** Where the ticks stand, mm. */
  readonly radiusMm: number
  /** Values with a label, ascending. */
  readonly labelled: readonly number[]
  /** Ticks between two labels; null: as it looks well. */
  readonly between: number | null
}

/** A major tick at each label, ticks between them and out to the ends, and one at either end; by value, ascending. */
export function ticksOf(ticked: Ticked): readonly Tick[] {
  const { labelled } = ticked
  const majors = labelled.map((value): Tick => ({ value, kind: 'major' }))
  const between = labelled.slice(1).flatMap((to, i) => ticksBetween(ticked, labelled[i] ?? to, to))
  return [...majors, ...between, ...endTicks(ticked, 'least'), ...endTicks(ticked, 'greatest')].toSorted(
    (one, other) => one.value - other.value,
  )
}

/** Of ten gaps the middle is marked. */
function ticksBetween(ticked: Ticked, from: number, to: number): Tick[] {
  const step = stepBetween(ticked, from, to)
  if (step === null) return []
  const values =
    ticked.between === null
      ? multiples(step, from, to).filter((value) => value > from && value < to)
      : Array.from({ length: ticked.between }, (_, i) => clean(from + (i + 1) * step))
  return values.map((value) => ({ value, kind: kindOf(value - from, step, to - from) }))
}

const kindOf = (fromLabel: number, step: number, width: number) =>
  divides(10, width / step) && divides(5, fromLabel / step) ? 'medium' : 'minor'

/** The finest round step that has room and ends at the labels. */
function stepBetween(ticked: Ticked, from: number, to: number): number | null {
  const width = to - from
  if (ticked.between !== null) return width / (ticked.between + 1)
  const roomy = roundSteps(width, mostBetween + 1).filter((step) => {
    const values = [...new Set([from, ...multiples(step, from, to), to])]
    return values.length <= mostBetween + 2 && values.every((value, i) => isApart(ticked, values[i - 1], value))
  })
  return roomy.find((step) => divides(step, width) && divides(step, from)) ?? roomy[0] ?? null
}

/** From the outermost label on to an end of the scale that has none, as between the labels beside it. */
function endTicks(ticked: Ticked, side: 'least' | 'greatest'): Tick[] {
  const end = ticked.paper[side]
  const [label, next] = side === 'least' ? ticked.labelled : ticked.labelled.toReversed()
  if (label === undefined || label === end) return []
  const step = next === undefined ? null : stepBetween(ticked, Math.min(label, next), Math.max(label, next))
  const values = step === null ? [] : multiples(step, Math.min(label, end), Math.max(label, end))
  const inside = values.filter((value) => value !== label && isApart(ticked, end, value))
  const width = Math.abs((next ?? label) - label)
  const ticks = inside.map((value): Tick => ({ value, kind: kindOf(value - label, step ?? 1, width) }))
  return isApart(ticked, label, end) ? [...ticks, { value: end, kind: 'medium' }] : ticks
}

function isApart({ paper, radiusMm }: Ticked, one: number | undefined, other: number): boolean {
  if (one === undefined) return true
  const angleDeg = Math.abs(paper.angleOf(one) - paper.angleOf(other))
  return ((angleDeg * Math.PI) / 180) * radiusMm >= closestMm
}

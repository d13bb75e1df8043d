import { boxAt, reach, touch, type Box } from './box.ts'
import { readableMm, type Layout } from './layout.ts'

/** A line of text in the middle of a face. */
export interface Line {
  readonly text: string
  readonly fontMm: number
  readonly box: Box
}

/** A text in the middle of a face, and where it may stand: shares of the face's radius below the centre (negative: above), the best one first. */
export interface Inscription {
  readonly text: string
  readonly places: readonly number[]
  readonly fontMm: number
}

export const titlePlaces = [-0.32, -0.3, -0.34, -0.28, -0.36, -0.26, -0.38, -0.24, -0.4, -0.22, -0.42, -0.44]
export const unitPlaces = [0.36, 0.32, 0.4, 0.28, 0.44, 0.5, 0.56, 0.62, 0.68]

/** A longer text is written in two lines, where it has words. */
const longestLine = 14

/** As large as it can be without touching a label, the ticks or the hub; nothing where it could not be read then. */
export function inscription({ text, places, fontMm }: Inscription, labels: readonly Box[], layout: Layout): readonly Line[] {
  if (text.trim() === '') return []
  const lines = linesOf(text.trim())
  const smaller = Array.from({ length: 18 }, (_, i) => fontMm * (1 - i * 0.05))
  const sizes = smaller.filter((size) => size >= Math.min(readableMm, fontMm))
  const tried = sizes.flatMap((size) => places.map((place) => placed(lines, place * layout.edge, size)))
  return tried.find((each) => each.every((line) => isFree(line, labels, layout))) ?? []
}

const lineHeight = 1.25

function placed(lines: readonly string[], middleMm: number, fontMm: number): readonly Line[] {
  const y = (i: number) => middleMm + (i - (lines.length - 1) / 2) * fontMm * lineHeight
  return lines.map((text, i) => ({ text, fontMm, box: boxAt({ x: 0, y: y(i) }, text, fontMm) }))
}

/** Letters reach below the line and above the capitals: a gap of a part of the font keeps them free too. */
function isFree({ box, fontMm }: Line, labels: readonly Box[], { hub, labels: circle }: Layout): boolean {
  const { nearest, farthest } = reach(box)
  const gap = fontMm * 0.4
  return nearest >= hub + gap / 2 && farthest <= circle && labels.every((label) => !touch(box, label, gap))
}

/** Broken at the space that makes the longer line shortest. */
function linesOf(text: string): readonly string[] {
  const words = text.split(/\s+/)
  if (text.length <= longestLine || words.length === 1) return [words.join(' ')]
  const breaks = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(' '), words.slice(i + 1).join(' ')])
  return breaks.reduce((best, lines) => (longest(lines) < longest(best) ? lines : best))
}

const longest = (lines: readonly string[]) => Math.max(...lines.map(({ length }) => length))

import type { Point } from './svg.ts'

/** What a line of text covers, mm from the centre of the dial. */
export interface Box extends Point {
  readonly widthMm: number
  readonly heightMm: number
}

/** Of the height of the font. Capitals and figures are this high. */
export const capHeight = 0.73

/**
 * The width of a line, mm, at most: which font stands for sans-serif is not known, and the widest of the usual ones (DejaVu Sans) is taken.
 * Bold letters are some tenth wider.
 */
function textWidth(text: string, fontMm: number, bold = false): number {
  const ems = Array.from(text).reduce((sum, character) => sum + emsOf(character), 0)
  return ems * fontMm * (bold ? 1.1 : 1)
}

function emsOf(character: string): number {
  if (/[\d ]/.test(character)) return 0.64
  if (/[.,:;'|iljI!()]/.test(character)) return 0.4
  if (/[\u2212A-Zmw]/.test(character)) return /[MWmw%]/.test(character) ? 1 : 0.84
  return /[\p{Script=Latin}°²³/-]/u.test(character) ? 0.65 : 1
}

/** A box round a line in the middle of which the point lies. */
export const boxAt = ({ x, y }: Point, text: string, fontMm: number, bold = false): Box => ({
  x,
  y,
  widthMm: textWidth(text, fontMm, bold),
  heightMm: capHeight * fontMm,
})

/** Whether two boxes come nearer than this to each other. */
export const touch = (one: Box, other: Box, gapMm: number): boolean =>
  Math.abs(one.x - other.x) < (one.widthMm + other.widthMm) / 2 + gapMm &&
  Math.abs(one.y - other.y) < (one.heightMm + other.heightMm) / 2 + gapMm

/** The distances from the centre of the dial of what lies nearest to it and farthest from it, mm. */
export function reach({ x, y, widthMm, heightMm }: Box): { nearest: number; farthest: number } {
  const [across, along] = [Math.abs(x), Math.abs(y)]
  return {
    nearest: Math.hypot(Math.max(0, across - widthMm / 2), Math.max(0, along - heightMm / 2)),
    farthest: Math.hypot(across + widthMm / 2, along + heightMm / 2),
  }
}

/** How far a point lies from a box, mm; 0 inside of it. */
export const distance = ({ x, y, widthMm, heightMm }: Box, point: Point): number =>
  Math.hypot(Math.max(0, Math.abs(point.x - x) - widthMm / 2), Math.max(0, Math.abs(point.y - y) - heightMm / 2))

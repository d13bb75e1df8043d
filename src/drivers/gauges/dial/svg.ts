/** SVG as text. Lengths are mm. */

export interface Point {
  readonly x: number
  readonly y: number
}

/** A point by its distance from the centre and its angle, clockwise from the top; y grows downwards. */
export function polar(radiusMm: number, angleDeg: number): Point {
  const angle = (angleDeg * Math.PI) / 180
  return { x: radiusMm * Math.sin(angle), y: -radiusMm * Math.cos(angle) }
}

/** An element; numbers are rounded to 0.01. `content` is SVG already. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, content = ''): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`,
  )
  return `<${name}${written.join('')}${content === '' ? '/>' : `>${content}</${name}>`}`
}

/** A number of at most two decimals, never -0. */
export const rounded = (value: number): string => String(Math.round(value * 100) / 100 || 0)

/** Text as XML holds it, without the characters that it cannot hold. */
export const escaped = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '').replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** A straight line from one distance from the centre to another. */
export function radial(angleDeg: number, fromMm: number, toMm: number, attributes: Readonly<Record<string, string | number>>): string {
  const [from, to] = [polar(fromMm, angleDeg), polar(toMm, angleDeg)]
  return element('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, ...attributes })
}

/** A part of a circle, clockwise, of less than 360 degrees. */
export function arc(radiusMm: number, fromDeg: number, toDeg: number, attributes: Readonly<Record<string, string | number>>): string {
  const [from, to] = [polar(radiusMm, fromDeg), polar(radiusMm, toDeg)]
  const radius = rounded(radiusMm)
  const large = toDeg - fromDeg > 180 ? 1 : 0
  const d = `M ${rounded(from.x)} ${rounded(from.y)} A ${radius} ${radius} 0 ${large} 1 ${rounded(to.x)} ${rounded(to.y)}`
  return element('path', { d, fill: 'none', ...attributes })
}

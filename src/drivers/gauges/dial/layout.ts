/** Where things lie on a face: distances from its centre, and lengths, all mm. */
export interface Layout {
  /** Where the face is cut. */
  readonly edge: number
  /** The line along the scale, on which the ticks stand. */
  readonly scale: number
  /** Inner ends of the ticks. */
  readonly zeroTick: number
  readonly majorTick: number
  readonly mediumTick: number
  readonly minorTick: number
  /** How far labels reach where they stand straight above, below or beside the centre. */
  readonly labels: number
  /** How far the corner of a label reaches anywhere. */
  readonly corners: number
  /** What is left free around the inner end of a tick, at least. */
  readonly tickGap: number
  /** No text comes nearer to the centre: there are the shaft and the hub of the needle. */
  readonly hub: number
  readonly hole: number
  readonly font: number
  /** Middle of the coloured arcs, and their width. */
  readonly colours: number
  readonly colourWidth: number
  /** Of the line of a major tick. */
  readonly stroke: number
}

/** The size of a font below which a print cannot be read, mm. */
export const readableMm = 1.2

/** All of it follows from the diameter, but the hole. */
export function layoutFor(diameterMm: number, holeMm: number): Layout {
  const edge = diameterMm / 2
  const of = (share: number) => share * edge
  return {
    edge,
    colours: of(0.925),
    colourWidth: of(0.04),
    scale: of(0.89),
    zeroTick: of(0.78),
    majorTick: of(0.8),
    mediumTick: of(0.83),
    minorTick: of(0.85),
    labels: of(0.75),
    corners: of(0.82),
    tickGap: of(0.025),
    hub: Math.max(of(0.13), holeMm / 2 + of(0.04)),
    hole: holeMm / 2,
    font: of(0.13),
    stroke: Math.max(0.15, of(0.013)),
  }
}

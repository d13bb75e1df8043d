import { Scale, stepsPerDegree, type ScaleSettings } from '../scale.ts'

/** The dial as it lies on paper. Angles are clockwise from the top, and its gap is at the bottom. */
export interface Paper {
  readonly least: number
  readonly greatest: number
  /** Where the needle stands at a value, which is a whole step of it. */
  angleOf(this: void, value: number): number
  readonly beginDeg: number
  readonly endDeg: number
  /** Where the stop of the needle lies. */
  readonly stopDeg: number
}

/** The angles that the values take lie symmetrically about the vertical. */
export function paperOf(settings: ScaleSettings): Paper {
  const scale = new Scale(settings)
  const { min: least, max: greatest } = settings
  const fromStop = (value: number) => scale.placeOf(value).steps / stepsPerDegree
  const middle = (fromStop(least) + fromStop(greatest)) / 2
  const angleOf = (value: number) => fromStop(value) - middle
  const [beginDeg = 0, endDeg = 0] = [angleOf(least), angleOf(greatest)].toSorted((one, other) => one - other)
  return { least, greatest, angleOf, beginDeg, endDeg, stopDeg: -middle }
}

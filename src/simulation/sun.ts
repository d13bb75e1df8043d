import { chance, wander } from './chance.ts'
import { dayMs, type Moment } from './moment.ts'

/** Degrees; east and north are positive. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** A roof towards the equator. */
export interface Roof {
  readonly peakW: number
  readonly tiltDegrees: number
}

const radians = Math.PI / 180

/** Inverter, heat and cables: what is left of the modules' nameplate. */
const systemRatio = 0.86

/** Declination and hour angle by the first-order formulas (Cooper 1969): good to a degree or so, which is plenty for a simulated roof. */
function angles({ yearFraction, hour }: Moment) {
  return { declination: -23.44 * radians * Math.cos(2 * Math.PI * (yearFraction + 10 / 365)), hourAngle: (hour - 12) * 15 * radians }
}

/** Sine of the sun's height over a plane at this latitude; a roof tilted to the equator stands level at a lower one. */
function sineOver(latitude: number, moment: Moment): number {
  const { declination, hourAngle } = angles(moment)
  const [phi, delta] = [latitude * radians, declination]
  return Math.sin(delta) * Math.sin(phi) + Math.cos(delta) * Math.cos(phi) * Math.cos(hourAngle)
}

export const sunHeight = ({ latitude }: Place, moment: Moment): number => sineOver(latitude, moment)

/** Global irradiance under a clear sky in W/m² (Haurwitz 1945). */
const clearSky = (height: number) => (height <= 0 ? 0 : 1098 * height * Math.exp(-0.059 / height))

/** 0 to 1: days differ, and on the days between clear and dull the clouds come and go within minutes. */
function cloudCover(seed: number, { wallMs, localMs }: Moment): number {
  const day = chance(seed, 71, Math.floor(localMs / dayMs))
  const patches = 0.5 + 0.35 * wander(seed + 72, wallMs, 9 * 60_000) + 0.15 * wander(seed + 73, wallMs, 70_000)
  return Math.min(1, Math.max(0, day * 1.1 - 0.1 + (patches - 0.5) * 1.6 * Math.min(day, 1 - day) * 2))
}

/** What the roof could produce now, in W. */
export function availableSolarW(seed: number, place: Place, roof: Roof, moment: Moment): number {
  const height = sunHeight(place, moment)
  if (height <= 0) return 0
  const transmitted = 1 - 0.75 * cloudCover(seed, moment) ** 3.4 // Kasten and Czeplak 1980
  const beamShare = 0.8 * transmitted ** 2
  const towardsEquator = place.latitude < 0 ? -roof.tiltDegrees : roof.tiltDegrees
  const onRoof = Math.max(0, sineOver(place.latitude - towardsEquator, moment)) / Math.max(height, 0.1)
  const irradiance = clearSky(height) * transmitted * (beamShare * onRoof + 1 - beamShare)
  return Math.min(roof.peakW, (roof.peakW * systemRatio * irradiance) / 1000)
}

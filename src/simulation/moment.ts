/** An instant as the house lives it: in mean solar time, which needs no time zone. */
export interface Moment {
  readonly wallMs: number
  readonly localMs: number
  /** Whole local days since 1970. */
  readonly day: number
  /** 0 to 24, local. */
  readonly hour: number
  /** 0 to 1 from the first of January. */
  readonly yearFraction: number
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
const daysPerYear = 365.2425

export function momentAt(wallMs: number, longitude: number): Moment {
  const localMs = wallMs + (longitude / 15) * hourMs
  const days = localMs / dayMs
  const day = Math.floor(days)
  const years = days / daysPerYear
  return { wallMs, localMs, day, hour: (days - day) * 24, yearFraction: years - Math.floor(years) }
}

import type { Source, SourceSettings } from '../entities/source.ts'
import { converted } from '../settings/quantity.ts'
import type { Feed } from './feed.ts'

/** A feed as one source of the settings sees it: in its unit, until its greatest age. */
export function feedSource(feed: Feed, settings: SourceSettings): Source {
  return {
    get value() {
      const { last, problem, ageMs } = feed
      if (last === null || ageMs === null || problem !== null || ageMs > settings.maxAgeMs) return null
      return inUnit(last.value, last.unit ?? settings.fromUnit, settings.unit)
    },
    get ageMs() {
      return feed.ageMs
    },
    get problem() {
      return problemOf(feed, settings)
    },
    listen: (listener, signal) => feed.listen(listener, signal),
  }
}

function problemOf({ last, problem, ageMs, hindrance }: Feed, { from, fromUnit, unit, maxAgeMs }: SourceSettings): string | null {
  if (problem !== null) return `${from} is unknown: ${problem}`
  const silent = ageMs === null || ageMs > maxAgeMs
  if (silent && hindrance !== null) return `${from} is unknown: ${hindrance}`
  if (last === null || ageMs === null) return `${from} has told nothing yet`
  if (silent) return `${from} has told nothing for more than ${Math.round(maxAgeMs / 1_000)} s`
  const given = last.unit ?? fromUnit
  if (inUnit(0, given, unit) !== null) return null
  return `${from} is unknown: it is told ${given === '' ? 'without a unit' : `in ${given}`}, which is no ${unit}`
}

/** null: of another dimension. */
const inUnit = (value: number, from: string, to: string) => (to === '' ? value : converted(value, from, to))

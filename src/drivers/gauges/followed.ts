import type { Source } from '../../entities/source.ts'
import type { GaugesLine } from './line.ts'
import { held } from './held.ts'
import type { GaugeSettings } from './settings.ts'

/** What the needles and the status LED of a board follow. */
export interface Followed {
  /** By the ids of the gauges. */
  readonly byGauge: ReadonlyMap<string, Source>
  readonly tariff: Source | null
}

/** Opens all sources of a board; `changed` is called whenever one of them tells something. */
export function openFollowed({ settings, ports: { sources }, clock, signal }: GaugesLine, changed: () => void): Followed {
  const open = (source: Parameters<typeof sources.open>[0]) => {
    const opened = sources.open(source, signal)
    opened.listen(changed, signal)
    return opened
  }
  const ofGauge = ({ id, follow }: GaugeSettings) =>
    follow === null ? [] : [[id, held(open(follow.source), follow.source.maxAgeMs, clock)] as const]
  const tariff = settings.statusLed?.tariff ?? null
  return {
    byGauge: new Map(settings.gauges.flatMap(ofGauge)),
    tariff: tariff === null ? null : open(tariff),
  }
}

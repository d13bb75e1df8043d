import type { Source } from '../../entities/source.ts'
import type { GaugesLine } from './gauges.ts'

/** What the needles and the status LED of a board follow. */
export interface Followed {
  /** By the ids of the gauges. */
  readonly byGauge: ReadonlyMap<string, Source>
  readonly tariff: Source | null
}

/** Opens all sources of a board; `changed` is called whenever one of them tells something. */
export function openFollowed({ settings, ports: { sources }, signal }: GaugesLine, changed: () => void): Followed {
  const open = (source: Parameters<typeof sources.open>[0]) => {
    const opened = sources.open(source, signal)
    opened.listen(changed, signal)
    return opened
  }
  const tariff = settings.statusLed?.tariff ?? null
  return {
    byGauge: new Map(settings.gauges.flatMap(({ id, follow }) => (follow === null ? [] : [[id, open(follow.source)] as const]))),
    tariff: tariff === null ? null : open(tariff),
  }
}

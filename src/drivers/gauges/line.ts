import type { Line } from '../driver.ts'
import type { BoardRows, GaugeRows } from './rows.ts'
import type { GaugesSettings } from './settings.ts'

/** What a board of gauges is handed. */
export type GaugesLine = Line<GaugesSettings, BoardRows, 'gpio' | 'sources', { gauge: GaugeRows }>

import type { Rows } from '../../entities/rows.ts'

/** What moves a needle. */
export const movedBy = { source: 'Source', manual: 'Manual' } as const
/** What the status LED does. */
export const ledModes = { off: 'Off', on: 'On', tariff: 'Tariff' } as const

export type LedMode = (typeof ledModes)[keyof typeof ledModes]

/** What was chosen, or off. */
export const ledModeOf = (text: string): LedMode => Object.values(ledModes).find((mode) => mode === text) ?? ledModes.off

export const boardRows = {
  home: { platform: 'button', name: 'Home the needles', icon: 'mdi:skip-previous', category: 'config' },
  test: { platform: 'button', name: 'Sweep all needles', icon: 'mdi:gauge', category: 'config' },
  status_led: { platform: 'select', name: 'Status light', icon: 'mdi:led-on', options: [ledModes.off, ledModes.on, ledModes.tariff] },
} as const satisfies Rows

const range = { platform: 'number', min: -1e9, max: 1e9, step: 0.001, category: 'config' } as const

/** Of each needle; units and limits follow from its scale. */
export const gaugeRows = {
  /** Where the needle stands, or is on its way to; unknown while there is nothing to show. */
  value: { platform: 'sensor', name: 'Shown value', icon: 'mdi:gauge', stateClass: 'measurement', attributes: true },
  /** The user's own value: nobody else changes it. */
  target: { platform: 'number', name: 'Target', icon: 'mdi:target', min: 0, max: 100, step: 0.001 },
  moved_by: {
    platform: 'select',
    name: 'Moved by',
    icon: 'mdi:source-branch',
    options: [movedBy.source, movedBy.manual],
    category: 'config',
  },
  range_min: { ...range, name: 'Scale min', icon: 'mdi:gauge-empty' },
  range_max: { ...range, name: 'Scale max', icon: 'mdi:gauge-full' },
} as const satisfies Rows

export type BoardRows = typeof boardRows
export type GaugeRows = typeof gaugeRows

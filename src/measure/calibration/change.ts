import type { PhaseLead } from '../power/phase.ts'
import type { Channel } from './channel.ts'
import type { Fit } from './point.ts'

/** A key of a channel's settings that a fit changes. */
export interface Change {
  readonly key: string
  /** As the settings write it. */
  readonly from: SettingsValue
  readonly to: SettingsValue
}

/** A factor, a phase (`1.8deg`), or a table of phases (`{ 1A: 3.2deg }`). */
export type SettingsValue = number | string | Readonly<Record<string, string>>

/** What is to be written of a fit: five digits of a factor, hundredths of a degree. Empty where nothing differs from what is in force. */
export function changesOf({ factor, phase }: Channel, fit: Fit): Change[] {
  const changes: Change[] = []
  const value = rounded(factor.value * (fit.gain ?? 1))
  if (fit.gain !== null && value !== factor.value) changes.push({ key: factor.key, from: factor.value, to: value })
  const [from, to] = [writtenPhase(phase), writtenPhase(fit.phase ?? phase)]
  if (fit.phase !== null && settingsText(from) !== settingsText(to)) changes.push({ key: 'phase', from, to })
  return changes
}

/** A value as it could stand in the settings, in one line. */
export const settingsText = (value: SettingsValue): string =>
  typeof value === 'object'
    ? `{ ${Object.entries(value)
        .map(([key, each]) => `${key}: ${each}`)
        .join(', ')} }`
    : String(value)

const writtenPhase = (phase: PhaseLead): SettingsValue =>
  typeof phase === 'number'
    ? degrees(phase)
    : Object.fromEntries(phase.map(({ currentA, leadDegrees }) => [`${Number(currentA.toPrecision(3))}A`, degrees(leadDegrees)]))

const rounded = (value: number) => Number(value.toPrecision(5))

const degrees = (value: number) => `${Number(value.toFixed(2)) + 0}deg`

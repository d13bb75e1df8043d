import type { CurrentSettings, Mcp3208Settings } from './settings.ts'

/** The measured voltage whose samples a current needs beside its own. */
export interface Driving {
  readonly id: string
  readonly channel: number
  /** By how much of a cycle the current's voltage lags behind it. */
  readonly lag: number
}

/** Of a current; null where its voltage comes from elsewhere. */
export function drivingVoltage({ voltages }: Mcp3208Settings, { voltage }: CurrentSettings): Driving | null {
  const own = voltages.find(({ id }) => id === voltage)
  const lag = own?.kind === 'shifted' ? own.lag : 0
  const measured = own?.kind === 'shifted' ? voltages.find(({ id }) => id === own.from) : own
  return measured?.kind === 'measured' ? { id: measured.id, channel: measured.channel, lag } : null
}

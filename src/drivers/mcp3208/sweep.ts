import type { Mcp3208Settings } from './settings.ts'
import { drivingVoltage } from './wiring.ts'

/** The order in which the channels are converted, again and again. */
export interface Sweep {
  /** The channel of each conversion. */
  readonly channels: readonly number[]
  /** For each current of the settings where it is converted, and beside it its voltage; null where that is not measured here. */
  readonly pairs: readonly { readonly current: number; readonly voltage: number | null }[]
}

/**
 * Every current directly beside a sample of its own voltage, in as few conversions as possible: a voltage has two neighbours, so n
 * currents need half of n samples of it, rounded up: I V I, I V I, I V. A voltage without currents is converted once.
 */
export function sweepOf(settings: Mcp3208Settings): Sweep {
  const circuits = settings.currents.map((each) => ({ channel: each.channel, driving: drivingVoltage(settings, each)?.channel ?? null }))
  const driven = (channel: number | null) => circuits.filter(({ driving }) => driving === channel).map((each) => each.channel)
  const measured = settings.voltages.flatMap((each) => (each.kind === 'measured' ? [each.channel] : []))
  const channels = [...measured.flatMap((channel) => groups(channel, driven(channel))), ...driven(null)]
  const pairs = circuits.map(({ channel, driving }) => {
    const current = channels.indexOf(channel)
    const beside = [current - 1, current + 1].find((at) => driving !== null && channels[at] === driving)
    return { current, voltage: beside ?? null }
  })
  return { channels, pairs }
}

function groups(voltage: number, currents: readonly number[]): number[] {
  const [before, after, ...rest] = currents
  if (before === undefined) return [voltage]
  const group = after === undefined ? [before, voltage] : [before, voltage, after]
  return rest.length === 0 ? group : [...group, ...groups(voltage, rest)]
}

import type { Gauge } from './gauge.ts'
import type { Memory } from './memory.ts'
import type { HomingSettings } from './settings.ts'
import type { Track } from './track.ts'

/** A needle, and what it is to show. */
export interface Pointer {
  readonly track: Track
  readonly gauge: Gauge
}

/** In the order of both. */
export const pointersOf = (tracks: readonly Track[], gauges: readonly Gauge[]): Pointer[] =>
  tracks.flatMap((track, index) => {
    const gauge = gauges[index]
    return gauge === undefined ? [] : [{ track, gauge }]
  })

/** The needles stand where they were left; where nobody knows, at their stops or anywhere, as the settings have it. */
export function recall(pointers: readonly Pointer[], memory: Memory, atStart: HomingSettings['atStart']): void {
  for (const { track, gauge } of pointers) {
    const steps = memory.positionSteps(gauge.settings) ?? (atStart === 'never' ? 0 : null)
    if (steps !== null) track.stands(steps)
  }
}

/** Where the needles are of which that is known. */
export const standing = (pointers: readonly Pointer[]) =>
  pointers.flatMap(({ track, gauge }) => (track.isHomed ? [[gauge.settings, track.needle.positionSteps] as const] : []))

/** How a needle stands, for the program's own tools. */
export const stateOf = ({ track: { needle, isHomed }, gauge }: Pointer) => ({
  id: gauge.settings.id,
  isHomed,
  atRest: needle.atRest,
  positionSteps: needle.positionSteps,
  targetSteps: needle.targetSteps,
})

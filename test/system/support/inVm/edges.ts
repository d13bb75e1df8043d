import type { Level } from './simulatedChip.ts'

/** One line changes to a level, at a time counted from the start of the whole play. */
export interface Edge {
  readonly atNs: number
  readonly offset: number
  readonly level: Level
}

export interface PulseTrain {
  readonly offset: number
  readonly count: number
  readonly periodNs: number
  readonly widthNs: number
  /** Of the first pulse. Default: 0. */
  readonly atNs?: number
  /** What the line is at during a pulse. Default: 1. */
  readonly level?: Level
}

/** The edges of all trains, in order of time. */
export function edgesOf(...trains: readonly PulseTrain[]): Edge[] {
  return trains.flatMap(edgesOfTrain).toSorted((a, b) => a.atNs - b.atNs)
}

function edgesOfTrain({ offset, count, periodNs, widthNs, atNs = 0, level = 1 }: PulseTrain): Edge[] {
  const rest: Level = level === 1 ? 0 : 1
  return Array.from({ length: count }, (_, i) => [
    { atNs: atNs + i * periodNs, offset, level },
    { atNs: atNs + i * periodNs + widthNs, offset, level: rest },
  ]).flat()
}

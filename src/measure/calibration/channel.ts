import type { PhaseLead } from '../power/phase.ts'
import { fitCurrent } from './fitCurrent.ts'
import { fitVoltage } from './fitVoltage.ts'
import type { ChannelReading, CurrentReading, Fit, Point, VoltageReading } from './point.ts'

/** A channel of a board, with the factors in force. */
export interface Channel {
  readonly kind: 'current' | 'voltage'
  readonly name: string
  /** Where its settings stand, below those of its device. */
  readonly path: readonly string[]
  /** The factor that a gain is multiplied with, by its key in the channel's settings. */
  readonly factor: { readonly key: string; readonly value: number }
  readonly phase: PhaseLead
  /** The largest current, rms, that the clamp can show; null where that is not known. */
  readonly rangeA: number | null
}

/** Fits a channel to the points that were taken on it. */
export const fitChannel = (channel: Channel, points: readonly Point[]): Fit =>
  channel.kind === 'current' ? fitCurrent(points.filter(isCurrent), channel) : fitVoltage(points.filter(isVoltage))

const isCurrent = (point: Point): point is Point<CurrentReading> => point.reading.kind === 'current'
const isVoltage = (point: Point): point is Point<VoltageReading> => point.reading.kind === 'voltage'

/** Whether a reading is of this channel's kind. */
export const isOf = (channel: Channel, reading: ChannelReading): boolean => channel.kind === reading.kind

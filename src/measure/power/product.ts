import type { Channel } from './channel.ts'
import type { RawProduct } from './window.ts'

/** The window's frequency, and how much of a cycle the driving voltage lags behind the measured one. */
export interface Drive {
  readonly cycleUs: number
  readonly lag: number
  /** Of the window. */
  readonly lengthUs: number
}

/** Power of a current with the voltage that drives it, both integrated over the same window of whole cycles. Counts squared. */
export function productOf(voltage: Channel, current: Channel, drive: Drive): RawProduct {
  const turn = 2 * Math.PI * drive.lag
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  const [re, im] = [voltage.re * cos + voltage.im * sin, voltage.im * cos - voltage.re * sin]
  return {
    active: activeOf(voltage, current, drive),
    fundamentalActive: re * current.re + im * current.im,
    fundamentalReactive: im * current.re - re * current.im,
  }
}

/**
 * Mean of voltage times current at the current's instants. Between two of its samples, s apart, the voltage is their sum weighted by
 * sin(w b) / sin(w s) and sin(w a) / sin(w s), where a and b are the ways to them: exact for the fundamental at any skew.
 * A series takes the place of the sines. The current's mean is exactly 0 under its weights, so that no direct part of the voltage comes in.
 */
function activeOf(voltage: Channel, current: Channel, { cycleUs, lag, lengthUs }: Drive): number {
  const { times: voltageTimes, count } = voltage.track
  const { times, values } = current.track
  const { weights, from, to } = current.weights
  const angular = (2 * Math.PI) / cycleUs
  const lagUs = lag * cycleUs
  let sum = 0
  let j = Math.min(Math.max(voltage.track.lastUntil((times[from] ?? 0) - lagUs), 0), count - 2)
  for (let i = from; i <= to; i++) {
    const timeUs = (times[i] ?? 0) - lagUs
    while (j < count - 2 && (voltageTimes[j + 1] ?? 0) <= timeUs) j++
    sum += (weights[i] ?? 0) * voltageAt(voltage, j, timeUs, angular * angular) * ((values[i] ?? 0) - current.mean)
  }
  return sum / lengthUs
}

/** Between samples j and j + 1, without its direct part; `square` is that of the angular frequency. */
function voltageAt({ track: { times, values }, mean }: Channel, j: number, timeUs: number, square: number): number {
  const a = timeUs - (times[j] ?? 0)
  const b = (times[j + 1] ?? 0) - timeUs
  return ((values[j] ?? 0) - mean) * share(b, a + b, square) + ((values[j + 1] ?? 0) - mean) * share(a, a + b, square)
}

/** sin(w b) / sin(w s) up to the fourth power of w. */
const share = (b: number, s: number, square: number) =>
  (b / s) * (1 + ((square * (s * s - b * b)) / 6) * (1 + (square * (7 * s * s - 3 * b * b)) / 60))

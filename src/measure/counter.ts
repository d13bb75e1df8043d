/** A device's own energy counter, followed: how much was really counted between two readings of it. Pure. */

export interface Counter {
  /** The most that the device can measure: its register rises no faster. */
  readonly ratedPowerW: number
  /** The register runs from 0 to `modulusWh - 1` and then starts again. */
  readonly modulusWh: number
}

/** One reading of the register, in whole Wh, at a monotonic time. */
export interface RegisterReading {
  readonly wh: number
  readonly atMs: number
}

/** Consecutive readings that fit each other, but not what was counted before. */
interface Stray {
  readonly first: RegisterReading
  readonly last: RegisterReading
  readonly readings: number
}

export interface CounterState {
  /** Up to where energy was counted; null before the first reading ever. */
  readonly base: RegisterReading | null
  readonly stray: Stray | null
}

export interface CounterStep {
  readonly state: CounterState
  /** Energy to add to the total: never negative, never more than the rated power allows. */
  readonly addWh: number
  /** Why; `held` means that the reading is not believed (yet) and that nothing is known now. */
  readonly reason: 'first' | 'counted' | 'wrapped' | 'reset' | 'replaced' | 'held'
}

export const newCounter: CounterState = { base: null, stray: null }

/** The first value ever is where a total starts: it has to be seen twice. */
const firstReadings = 2
/** A value elsewhere is believed after this many readings over this time: wrong values with a valid checksum last about 5 s. */
const strayReadings = 3
const strayMs = 10_000

/** How often devices update the register, and how late: what a short interval may show beyond its own length. */
const updateLagMs = 2000
const resolutionWh = 1

/**
 * Judges a new reading.
 * - A rise that the rated power allows is counted, a wrap included.
 * - Anything else is held back. A glitch is over with the next reading; what stays for several readings becomes the new base:
 *   a fall to what can have been counted since is a reset and counts from 0, any other jump is another meter and counts nothing.
 */
export function follow(counter: Counter, state: CounterState, reading: RegisterReading): CounterStep {
  const { base } = state
  const stray = longerStray(counter, state.stray, reading)
  const riseWh = base === null || staysAhead(base, stray) ? null : possibleRise(counter, base, reading)
  if (base !== null && riseWh !== null) {
    return { state: { base: reading, stray: null }, addWh: riseWh, reason: reading.wh < base.wh ? 'wrapped' : 'counted' }
  }
  if (!isConfirmed(base, stray)) return { state: { base, stray }, addWh: 0, reason: 'held' }
  return { state: { base: reading, stray: null }, ...rebased(counter, base, stray) }
}

/**
 * The state to go on from after a restart. How long the program was away only the wall clock knows, and it may have jumped:
 * where it cannot be right (it went back, or stood before any possible date) the time is taken as none, so that
 * what the meter counted meanwhile is lost rather than that energy comes from nowhere.
 */
export function resumedCounter(kept: { wh: number; wallMs: number }, now: { wallMs: number; monotonicMs: number }): CounterState {
  const believable = kept.wallMs >= Date.UTC(2025, 0) && now.wallMs >= kept.wallMs
  const awayMs = believable ? now.wallMs - kept.wallMs : 0
  return { base: { wh: kept.wh, atMs: now.monotonicMs - awayMs }, stray: null }
}

const allowedWh = ({ ratedPowerW }: Counter, from: RegisterReading, to: RegisterReading) =>
  (ratedPowerW * (Math.max(to.atMs - from.atMs, 0) + updateLagMs)) / 3_600_000 + resolutionWh

/** The rise from one reading to another where it is possible, else null. A fall is a wrap only near the end of the range. */
function possibleRise(counter: Counter, from: RegisterReading, to: RegisterReading): number | null {
  const fell = to.wh < from.wh
  const riseWh = fell ? to.wh + counter.modulusWh - from.wh : to.wh - from.wh
  const limitWh = fell ? Math.min(allowedWh(counter, from, to), counter.modulusWh / 10) : allowedWh(counter, from, to)
  return riseWh <= limitWh ? riseWh : null
}

function longerStray(counter: Counter, stray: Stray | null, reading: RegisterReading): Stray {
  const fits = stray !== null && possibleRise(counter, stray.last, reading) !== null
  return fits ? { first: stray.first, last: reading, readings: stray.readings + 1 } : { first: reading, last: reading, readings: 1 }
}

/** An impossible jump up that stays does not become possible just because time passes. */
const staysAhead = (base: RegisterReading, { first, readings }: Stray) => readings > 1 && first.wh > base.wh

const isConfirmed = (base: RegisterReading | null, { first, last, readings }: Stray) =>
  base === null ? readings >= firstReadings : readings >= strayReadings && last.atMs - first.atMs >= strayMs

function rebased(counter: Counter, base: RegisterReading | null, { first, last }: Stray): Pick<CounterStep, 'addWh' | 'reason'> {
  if (base === null) return { addWh: 0, reason: 'first' }
  const wasReset = first.wh < base.wh && last.wh <= allowedWh(counter, base, last)
  return wasReset ? { addWh: last.wh, reason: 'reset' } : { addWh: 0, reason: 'replaced' }
}

import { PulseRate } from '../../src/measure/pulse/rate.ts'

/** Something that makes power of the times of pulses, one of which is 1 Wh. */
interface PowerMeter {
  pulse(atUs: number): void
  /** W at a time up to which there is no further pulse; null: not known yet. */
  at(untilUs: number): number | null
}

const secondUs = 1_000_000
const perPulseWs = 3_600
const lookUs = 100_000

export const ourMeter = (): PowerMeter => new PulseRate(perPulseWs, 600 * secondUs)

const windowUs = 10 * secondUs

const windowOf = (us: number) => Math.floor((Math.floor(us / 1000) * 1000) / windowUs)

/** The number of pulses in each 10 s, by the milliseconds in which their callbacks ran. */
export function windowMeter(): PowerMeter {
  const counts = new Map<number, number>()
  return {
    pulse: (atUs) => void counts.set(windowOf(atUs), (counts.get(windowOf(atUs)) ?? 0) + 1),
    at: (untilUs) => (windowOf(untilUs) < 1 ? null : ((counts.get(windowOf(untilUs) - 1) ?? 0) * perPulseWs * secondUs) / windowUs),
  }
}

/** The times of the pulses of a load that changes once, in whole microseconds. `phase`: how much of the first pulse has flowed. */
function pulses(loadAt: (us: number) => number, stepUs: number, phase: number, endUs: number): number[] {
  const times: number[] = []
  let [flowedWs, fromUs] = [phase * perPulseWs, 0]
  for (const untilUs of [stepUs, endUs]) {
    const watts = loadAt(fromUs)
    const rest = (untilUs - fromUs) / secondUs
    for (let s = (perPulseWs - flowedWs) / watts; s <= rest; s += perPulseWs / watts) times.push(Math.round(fromUs + s * secondUs))
    flowedWs = (flowedWs + watts * rest) % perPulseWs
    fromUs = untilUs
  }
  return times
}

/** Feeds the pulses, and looks ten times a second. */
function look(
  make: () => PowerMeter,
  times: readonly number[],
  endUs: number,
  see: (us: number, watts: number | null, pulse: number) => void,
) {
  const meter = make()
  let next = 0
  for (let us = lookUs; us <= endUs; us += lookUs) {
    for (let at = times[next]; at !== undefined && at <= us; at = times[++next]) meter.pulse(at)
    see(us, meter.at(us), next)
  }
}

/** From the second pulse on, the worst of loads from 50 W to 15 kW. */
export function constantLoadErrorPercent(make: () => PowerMeter): number {
  let worst = 0
  for (let watts = 50; watts <= 15_000; watts *= 1.3) {
    const endUs = Math.max(60, (10 * perPulseWs) / watts) * secondUs
    const times = pulses(() => watts, endUs, 0.37, endUs)
    look(make, times, endUs, (_, shown, pulse) => {
      if (pulse >= 2 && shown !== null) worst = Math.max(worst, Math.abs(shown / watts - 1) * 100)
    })
  }
  return round(worst)
}

/** From a step of the load until the power is within 1 % for good; the worst of up and down and of when it comes. null: never. */
export function settleMs(make: () => PowerMeter): number | null {
  const stepUs = 120 * secondUs
  const endUs = 300 * secondUs
  let worst = 0
  for (const [before, after] of [
    [500, 2_000],
    [2_000, 500],
  ] as const) {
    for (let phase = 0; phase < 1; phase += 0.05) {
      const times = pulses((us) => (us < stepUs ? before : after), stepUs, phase, endUs)
      let settledUs = endUs
      look(make, times, endUs, (us, shown) => {
        const isWithin = shown !== null && Math.abs(shown / after - 1) <= 0.01
        if (us >= stepUs) settledUs = isWithin ? Math.min(settledUs, us) : endUs
      })
      worst = Math.max(worst, settledUs - stepUs)
    }
  }
  return worst >= endUs - stepUs ? null : worst / 1000
}

const round = (value: number) => Math.round(value * 10_000) / 10_000

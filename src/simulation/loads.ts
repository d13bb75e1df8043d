import { chance, wander } from './chance.ts'
import { hourMs, minuteMs, type Moment } from './moment.ts'

/** What a circuit takes (or gives, where it is a source) at an instant. */
export interface Flow {
  readonly activeW: number
  /** Inductive is positive. */
  readonly reactiveVar: number
}

const load = (activeW: number, powerFactor: number): Flow => ({ activeW, reactiveVar: activeW * Math.tan(Math.acos(powerFactor)) })

/** How far a daily event of this length is under way (0 to 1), or null; it starts around `hour`, on some days not at all. */
function under(
  seed: number,
  { day, hour: now }: Moment,
  event: { hour: number; spreadH: number; lengthH: number; likelihood: number },
): number | null {
  if (chance(seed, day) > event.likelihood) return null
  const start = event.hour + (chance(seed, day, 1) - 0.5) * 2 * event.spreadH
  const done = (now - start) / event.lengthH
  return done >= 0 && done < 1 ? done : null
}

/** Whether a thermostat is on: `share` of each period, which it keeps only roughly. */
function thermostat(seed: number, wallMs: number, periodMs: number, share: number): boolean {
  const at = wallMs / periodMs + chance(seed)
  const cycle = Math.floor(at)
  return at - cycle < share * (0.85 + 0.3 * chance(seed, cycle))
}

export function fridge(seed: number, { wallMs }: Moment): Flow {
  const runs = thermostat(seed, wallMs, 44 * minuteMs, 0.36)
  return runs ? load(88 + 6 * wander(seed, wallMs, 5 * minuteMs), 0.67) : load(1.2, 0.45)
}

/** Breakfast, the two breaks of the day, and late in the evening. */
export function kettle(seed: number, moment: Moment): Flow {
  const hours = [6.8, 10.2, 15.6, 20.4]
  const boils = hours.some((hour, cup) => under(seed + cup, moment, { hour, spreadH: 0.5, lengthH: 0.058, likelihood: 0.85 }) !== null)
  return load(boils ? 2150 : 0, 1)
}

/** Heats by the weather, which follows the season and the hour, and the hot water at noon. */
export function heatPump(seed: number, moment: Moment): Flow {
  const { wallMs, hour, yearFraction } = moment
  const outdoorsC = 10 - 9.5 * Math.cos(2 * Math.PI * (yearFraction - 0.05)) - 4 * Math.cos(((hour - 3) / 24) * 2 * Math.PI)
  const neededW = Math.max(0, 15 - outdoorsC) * 70
  const lowestW = 550
  const heats = neededW >= lowestW || thermostat(seed, wallMs, 40 * minuteMs, neededW / lowestW)
  const heatingW = neededW > 0 && heats ? Math.min(2600, Math.max(lowestW, neededW)) * (1 + 0.04 * wander(seed, wallMs, 90_000)) : 0
  const hotWater = under(seed + 5, moment, { hour: 12.6, spreadH: 0.3, lengthH: 0.8, likelihood: 1 })
  return load(9 + (hotWater === null ? heatingW : 1500 + 500 * hotWater), 0.94)
}

/** One programme, on some days: filling, heating, turning to and fro, spinning. */
export function washingMachine(seed: number, moment: Moment): Flow {
  const done = under(seed, moment, { hour: 11.5, spreadH: 2, lengthH: 1.7, likelihood: 0.45 })
  if (done === null) return load(0.9, 0.5)
  if (done < 0.04) return load(14, 0.6)
  if (done < 0.2) return load(2020 + 20 * wander(seed, moment.wallMs, 20_000), 0.99)
  if (done > 0.93) return load(420 + 60 * wander(seed, moment.wallMs, 15_000), 0.62)
  return Math.floor(moment.wallMs / 12_000) % 2 === 0 ? load(170, 0.58) : load(18, 0.55)
}

/** Dinner: two plates that switch on and off, and now and then the oven. */
export function hob(seed: number, moment: Moment): Flow {
  const dinner = under(seed, moment, { hour: 18.2, spreadH: 0.5, lengthH: 0.75, likelihood: 0.85 })
  if (dinner === null) return load(0.6, 0.5)
  const plates = [1400, 900].map((watts, plate) => (thermostat(seed + plate, moment.wallMs, 24_000, 0.9 - 0.5 * dinner) ? watts : 0))
  const oven = chance(seed + 9, moment.day) < 0.4 && thermostat(seed + 9, moment.wallMs, 3 * minuteMs, dinner < 0.2 ? 1 : 0.5) ? 1900 : 0
  return load(
    plates.reduce((sum, watts) => sum + watts, oven),
    0.99,
  )
}

/** Rooms that are lit while it is dark and somebody is awake. */
export function lights(seed: number, { wallMs, hour }: Moment, isDark: boolean): Flow {
  const awake = hour > 6.3 && hour < 23.2
  return load(isDark && awake ? 110 + 60 * wander(seed, wallMs, 17 * minuteMs) : 0, 0.9)
}

/** All that is never off, and the evening's screens. */
export function rest(seed: number, moment: Moment): Flow {
  const screens = under(seed, moment, { hour: 19.3, spreadH: 0.4, lengthH: 3, likelihood: 0.95 }) === null ? 0 : 125
  return load(96 + 11 * wander(seed, moment.wallMs, 6 * minuteMs) + 8 * wander(seed + 1, moment.wallMs, hourMs) + screens, 0.74)
}

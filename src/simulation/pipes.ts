import { chance } from './chance.ts'
import { hourMs, minuteMs, momentAt } from './moment.ts'

/** Where the simulated house stands; its habits follow the sun. */
const longitude = 10

/** How many of the quarters of an hour somebody draws water in. */
function waterLikelihood(hour: number): number {
  if (hour < 5.5) return 0.02
  if (hour < 9) return 0.6
  return hour >= 17 && hour < 22.5 ? 0.5 : 0.25
}

const drawPeriodMs = 15 * minuteMs

/** What the house draws from the water main, L/min: hands and dishes, now and then a cistern or a shower. */
export function waterFlowLpm(wallMs: number): number {
  const { hour, localMs } = momentAt(wallMs, longitude)
  const period = Math.floor(localMs / drawPeriodMs)
  if (chance(811, period) >= waterLikelihood(hour)) return 0
  const kind = chance(812, period)
  const [litresPerMinute, lastsMs] = kind < 0.6 ? [4, 40_000] : kind < 0.9 ? [7, 75_000] : [9.5, 6 * minuteMs]
  const startMs = chance(813, period) * (drawPeriodMs - lastsMs)
  const sinceMs = localMs - period * drawPeriodMs - startMs
  return sinceMs >= 0 && sinceMs < lastsMs ? litresPerMinute * (0.8 + 0.4 * chance(814, period)) : 0
}

const burnPeriodMs = 20 * minuteMs

/** What a gas boiler burns, m³/h: heating by the season and the hour, and the hot water of each morning. */
export function gasFlowM3ph(wallMs: number): number {
  const { hour, day, localMs, yearFraction } = momentAt(wallMs, longitude)
  const cold = Math.max(0, Math.cos(2 * Math.PI * (yearFraction - 0.05)) + 0.25)
  const lowered = hour < 5.5 || hour > 22.5
  const share = Math.min(0.9, cold * (lowered ? 0.2 : 0.55))
  const hotWaterHour = 6.2 + 0.4 * chance(822, day)
  const heatsWater = hour >= hotWaterHour && hour < hotWaterHour + (25 * minuteMs) / hourMs
  const phase = localMs / burnPeriodMs
  const heats = phase - Math.floor(phase) < share
  return heatsWater ? 2.1 : heats ? 1.1 : 0
}

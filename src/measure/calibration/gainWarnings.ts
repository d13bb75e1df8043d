import { remainingOf, type Pair } from './gain.ts'
import type { Remaining } from './point.ts'

/** From here on a reference is good for nothing. */
const uselessShare = 0.05
/** Meters that are both right are never further apart, percent. */
const agreementPercent = 2
/** A factor beyond these is no tolerance of a part. */
const [leastGain, greatestGain] = [0.5, 2]

const units = { current: 'A', power: 'W', voltage: 'V' } as const

/** What is doubtful in the pairs and in the gain that was fitted to them, one sentence each. */
export function gainWarnings(pairs: readonly Pair[], gain: number | null, part: 'clamp' | 'transformer'): string[] {
  const useless = pairs.flatMap((pair) => (pair.uncertainty > uselessShare ? [tooSmall(pair)] : []))
  if (gain === null) return pairs.length === 0 ? useless : [...useless, nothingRead[part]]
  return [...useless, ...contradictions(pairs, gain), ...(gain < leastGain || gain > greatestGain ? [wrongPart(gain, part)] : [])]
}

const nothingRead = {
  clamp: 'next to nothing is read while the reference shows a load: is the clamp around one conductor only, closed, and on this channel?',
  transformer: 'next to nothing is read while the reference shows a voltage: is the transformer plugged in, and on this channel?',
} as const

const tooSmall = ({ point, quantity, reference, uncertainty }: Pair) =>
  `point ${point + 1}: ${reference} ${units[quantity]} is uncertain by ${(100 * uncertainty).toFixed(0)} %, too much to calibrate with: take a greater load, or a meter with more digits`

const wrongPart = (gain: number, part: 'clamp' | 'transformer') =>
  part === 'clamp'
    ? `the factor ${gain.toPrecision(3)} is more than a clamp's tolerance: its transformer or burden in the settings is another one`
    : `the factor ${gain.toPrecision(3)} is more than a transformer's tolerance: the calibration in the settings is that of another one`

function contradictions(pairs: readonly Pair[], gain: number): string[] {
  if (pairs.length < 2) return []
  const remaining = remainingOf(pairs, gain)
  const apart = remaining.filter(
    ({ afterPercent }, index) => Math.abs(afterPercent) > Math.max(agreementPercent, 300 * (pairs[index]?.uncertainty ?? 0)),
  )
  if (apart.length === 0) return []
  return [
    `the references contradict each other: ${apart.map(told).join(', ')}: did the load change in between, or is the voltage not calibrated?`,
  ]
}

const told = ({ point, quantity, afterPercent }: Remaining) =>
  `the ${quantity} of point ${point + 1} stays ${afterPercent > 0 ? '+' : ''}${afterPercent.toFixed(1)} % off`

import { flaw } from '../../settings/flaw.ts'
import type { CurrentEntry } from './currentSettings.ts'

/** How far the input swings: half the reference to either side of its bias, which a sine fills with this much rms. */
export const fullScaleV = (referenceV: number): number => referenceV / (2 * Math.SQRT2)

/** Less than this of the input's range for the clamp's rated current is a mistake in the burden's unit, not a choice. */
const leastUse = 0.05

/** A clamp without a rating whose input takes less has its burden in another unit. */
const leastClipA = 1

/** Below this no mains voltage would fit: 120 V with 10 % above it, and some room. */
const leastMainsV = 140

/** What is wrong between a clamp, its burden, its range and the reference; paths are those of the current's keys. */
export function currentFlaws(entry: CurrentEntry, referenceV: number) {
  const clipA = entry.clamp.ampsPerVolt * entry.gain * fullScaleV(referenceV)
  return [...rangeFlaws(entry, clipA), ...ratingFlaws(entry, clipA)]
}

/** What is wrong between a voltage's calibration and the reference. */
export function voltageFlaws(calibration: number, referenceV: number) {
  const clipV = calibration * fullScaleV(referenceV)
  if (clipV >= leastMainsV) return []
  const least = roundedUp(leastMainsV / fullScaleV(referenceV))
  return [flaw(['calibration'], `${least} or more: the input clips at ${roundedDown(clipV)}V rms, below any mains`)]
}

function rangeFlaws({ clamp: { burdenOhm }, rangeA }: CurrentEntry, clipA: number) {
  if (rangeA === null || fits(rangeA, clipA)) return []
  const fitting = burdenOhm === null ? '' : ` (${roundedDown((burdenOhm * clipA) / rangeA)}ohm as burden would fit)`
  return [flaw(['range'], `up to ${roundedDown(clipA)}A, where the input clips${fitting}`)]
}

function ratingFlaws({ clamp: { transformer, burdenOhm }, rangeA }: CurrentEntry, clipA: number) {
  if (transformer === null) return burdenOhm === null || clipA >= leastClipA ? [] : [burdenFlaw(burdenOhm, clipA)]
  const { ratedA, output } = transformer
  // What the input would have to be changed by so that the rated current fills it.
  const share = clipA / ratedA
  const key = burdenOhm === null ? 'transformer' : 'burden'
  const what = (factor: number, rounded: typeof roundedUp) =>
    burdenOhm === null ? `an output of ${rounded(('volts' in output ? output.volts : 0) * factor)}V` : `${rounded(burdenOhm * factor)}ohm`
  if (rangeA === null && !fits(ratedA, clipA)) {
    const clip = roundedDown(clipA)
    return [
      flaw(
        [key],
        `up to ${what(share, roundedDown)}: the input clips at ${clip}A, the clamp is made for ${ratedA}A (range: ${clip}A if the circuit never carries more)`,
      ),
    ]
  }
  if (ratedA >= leastUse * clipA) return []
  return [
    flaw([key], `${what(share * leastUse, roundedUp)} or more: the ${ratedA}A of the clamp would use less than 5% of the input's range`),
  ]
}

const burdenFlaw = (burdenOhm: number, clipA: number) =>
  flaw(['burden'], `up to ${roundedDown((burdenOhm * clipA) / leastClipA)}ohm: the input clips at ${roundedDown(clipA)}A`)

/** Twelve digits: 1.1 times 50 is not to be more than 55. */
const fits = (wanted: number, clip: number) => Number(wanted.toPrecision(12)) <= Number(clip.toPrecision(12))

const roundedDown = (value: number): number => roundedBy(value, Math.floor)
const roundedUp = (value: number): number => roundedBy(value, Math.ceil)

/** Three digits. */
function roundedBy(value: number, round: (value: number) => number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2)
  return Number((round(Number((value / unit).toPrecision(12))) * unit).toPrecision(3))
}

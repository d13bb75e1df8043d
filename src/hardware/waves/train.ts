import { type LevelChange, longestPieceUs, mostChanges, type WavePiece } from '../ports.ts'
import type { WavePulse } from './engine.ts'

/**
 * How many pulses a wave may have. pigpio reuses the place of a deleted wave for one of exactly its size: with any size the places would
 * run out within seconds. The largest holds all changes of a piece and a pulse at either end.
 */
export const trainSizes = [64, 320, mostChanges + 2] as const
/** The longest delay at the end of a wave. While it lasts, nothing more can be linked to the wave. */
const lastDelayUs = 5

type Word = Pick<LevelChange, 'pin' | 'level'>

/** What a piece leaves to the one after it. */
export interface Carried {
  /** So much later than planned that one begins. */
  readonly lateUs: number
  /** What was switched last. */
  readonly last: Word
}

/** A piece as pigpio plays it. */
export interface Train {
  readonly pulses: WavePulse[]
  readonly durationUs: number
  readonly carried: Carried
}

/**
 * One of `trainSizes` pulses, each with one word and a delay of at least 1 us. Changes at one time are laid 1 us apart, also past the end
 * of the piece, and what follows makes up for it. The pulses that are lacking repeat the word before them, which changes nothing.
 */
export function trainOf({ durationUs, changes }: WavePiece, { lateUs, last }: Carried): Train {
  if (durationUs > longestPieceUs || changes.length > mostChanges) throw new Error('the piece of a wave is too large')
  const words = laidApart(changes, lateUs)
  if (words[0]?.atUs !== 0) words.unshift({ ...last, atUs: 0 })
  const size = trainSizes.find((pulses) => pulses > words.length) ?? trainSizes[2]
  const end = words.at(-1) ?? { ...last, atUs: 0 }
  const plannedUs = durationUs - lateUs
  const endUs = Math.max(plannedUs, end.atUs + 1, size)
  if (endUs - end.atUs > lastDelayUs) words.push({ ...end, atUs: endUs - lastDelayUs })
  return { pulses: padded(words, endUs, size), durationUs: endUs, carried: { lateUs: endUs - plannedUs, last: end } }
}

/** By the time after the true begin, which is `lateUs` after the planned one. */
function laidApart(changes: readonly LevelChange[], lateUs: number): LevelChange[] {
  let freeUs = 0
  return changes.map(({ pin, level, atUs }) => {
    const laidUs = Math.max(atUs - lateUs, freeUs)
    freeUs = laidUs + 1
    return { pin, level, atUs: laidUs }
  })
}

/** Splits the delays, the long ones the most, until there are `size` of them. */
function padded(words: readonly LevelChange[], endUs: number, size: number): WavePulse[] {
  const pulses: WavePulse[] = []
  for (const [i, word] of words.entries()) {
    const untilUs = words[i + 1]?.atUs ?? endUs
    const delayUs = untilUs - word.atUs
    const lacking = size - pulses.length - (words.length - i)
    const placesAfter = endUs - untilUs - (words.length - 1 - i)
    const share = Math.round((lacking * delayUs) / (endUs - word.atUs))
    const parts = 1 + Math.min(delayUs - 1, Math.max(share, lacking - placesAfter))
    for (let part = 0; part < parts; part++) pulses.push(pulse(word, splitUs(delayUs, part + 1, parts) - splitUs(delayUs, part, parts)))
  }
  return pulses
}

const splitUs = (delayUs: number, part: number, parts: number) => Math.floor((delayUs * part) / parts)

const pulse = ({ pin, level }: Word, usDelay: number): WavePulse => ({
  gpioOn: level === 1 ? pin : 0,
  gpioOff: level === 0 ? pin : 0,
  usDelay,
})

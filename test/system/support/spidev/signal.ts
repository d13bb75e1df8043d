import { z } from 'zod'
import { gaussian } from './noise.ts'

const harmonic = z.strictObject({
  /** Multiple of the frequency. */
  order: z.number(),
  amplitudeCounts: z.number(),
  /** At the zero of time, of the harmonic itself. */
  phaseRad: z.number().default(0),
})

const played = z.strictObject({
  /** About 0, added to the bias. */
  samplesCounts: z.array(z.number()).min(4),
  sampleRateHz: z.number().positive(),
  /** What is repeated, in samples and fractions of one: see `wholeCycles`. Signals that belong together repeat the same part. */
  loop: z.strictObject({ first: z.number(), length: z.number().positive() }),
})

/**
 * The voltage at an input in counts of the converter, as plain data. Time is CLOCK_MONOTONIC, so that all channels have one zero of time:
 * bias + amplitude sin(2 pi f t + phase) + harmonics + what is played + noise. A bias alone is an input that stands still.
 */
export const signalSchema = z.strictObject({
  biasCounts: z.number(),
  amplitudeCounts: z.number().default(0),
  frequencyHz: z.number().default(50),
  phaseRad: z.number().default(0),
  harmonics: z.array(harmonic).default([]),
  played: played.optional(),
  /** Standard deviation, normally distributed. */
  noiseCounts: z.number().min(0).default(0),
})

export type Signal = z.input<typeof signalSchema>
type Described = z.infer<typeof signalSchema>
type Played = z.infer<typeof played>

/** The value in counts, neither quantised nor clipped, at a time in microseconds of CLOCK_MONOTONIC. */
export function signalOf(signal: Described): (atUs: number) => number {
  const noise = gaussian()
  return (atUs) =>
    signal.biasCounts +
    waveCounts(signal, atUs) +
    (signal.played === undefined ? 0 : playedCounts(signal.played, atUs)) +
    (signal.noiseCounts === 0 ? 0 : signal.noiseCounts * noise())
}

function waveCounts({ frequencyHz, amplitudeCounts, phaseRad, harmonics }: Described, atUs: number): number {
  const cycles = (frequencyHz * atUs) / 1e6
  let counts = amplitudeCounts === 0 ? 0 : amplitudeCounts * Math.sin(2 * Math.PI * (cycles % 1) + phaseRad)
  for (const one of harmonics) counts += one.amplitudeCounts * Math.sin(2 * Math.PI * ((one.order * cycles) % 1) + one.phaseRad)
  return counts
}

function playedCounts({ samplesCounts, sampleRateHz, loop }: Played, atUs: number): number {
  return interpolated(samplesCounts, loop.first + (((atUs * sampleRateHz) / 1e6) % loop.length))
}

/** A cubic through the two samples on either side (Catmull-Rom): at 128 samples a cycle its error is far below a count. */
function interpolated(samples: readonly number[], position: number): number {
  const before = Math.floor(position)
  const sample = (index: number): number => samples[Math.min(Math.max(index, 0), samples.length - 1)] ?? 0
  const [a, b, c, d] = [sample(before - 1), sample(before), sample(before + 1), sample(before + 2)]
  const x = position - before
  return b + (x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)))) / 2
}

/** The longest part of a recorded voltage (mean 0) that can be repeated: from its first rising zero crossing to its last, interpolated. */
export function wholeCycles(samples: readonly number[]): { readonly first: number; readonly length: number } {
  const crossings = samples.flatMap((after, index) => {
    const before = samples[index - 1]
    return before !== undefined && before < 0 && after >= 0 ? [index - 1 - before / (after - before)] : []
  })
  const [first, last] = [crossings.at(0), crossings.at(-1)]
  if (first === undefined || last === undefined || last === first) throw new Error('the recording has no whole cycle')
  return { first, length: last - first }
}

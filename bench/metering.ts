import { boardWith, chipOn, type Board } from './metering/board.ts'
import { conversionsPerSecond, costOf } from './metering/cost.ts'
import { emulatedGaps, unknownGaps } from './metering/gaps.ts'
import { loopOf, type Loop } from './metering/loop.ts'
import { convertedOneByOne, naiveConversionsPerSecond, naiveProcessor, shownNaively } from './metering/naive.ts'
import { played } from './metering/playing.ts'
import { builtProcessor } from './metering/production.ts'
import { readRecording, type Recording } from './metering/recording.ts'
import { referenceOf } from './metering/reference.ts'
import { rounded, rowOf, type Row } from './metering/row.ts'
import { shownBy } from './metering/shown.ts'
import { syntheticRecordings } from './metering/synthetic.ts'
import { taped } from './metering/tape.ts'

export const options = { rate: '6400', 'clamp-a': '20' }

const nominalHz = 50
/** What the kernel and the controller of a Pi leave, by estimate. */
const piConversionUs = [35, 45] as const
const tapedBatches = 6_000

/**
 * How true power, current and voltage are, and what that costs. Recordings of current and voltage are played through a transformer, six
 * clamps and the simulated chip to the program's own processor, as it was built. Beside it, on the same waves, a program that converts with
 * one call each and takes volts times amperes for watts.
 */
export async function run(files: string[], given: Readonly<Record<string, string>>): Promise<object> {
  const rateHz = positive('rate', given)
  const board = boardWith(positive('clamp-a', given))
  const recordings = files.length > 0 ? await Promise.all(files.map((file) => readRecording(file, rateHz))) : syntheticRecordings(rateHz)
  const circuits = recordings.map((recording) => ({ name: recording.name, loop: loopOf(recording) }))
  const ours = await measured(circuits, board)
  return { clamp_a: positive('clamp-a', given), ...ours, alternative: await measuredNaively(circuits, board) }
}

interface Circuit {
  readonly name: Recording['name']
  readonly loop: Loop
}

async function measured(circuits: readonly Circuit[], board: Board): Promise<object> {
  const processor = await builtProcessor()
  const files: Row[] = []
  for (const { name, loop } of circuits) files.push(rowOf(name, referenceOf(loop), await shownBy(processor, loop, board)))
  const { loop } = typical()
  const tape = await taped(played(chipOn(loop, board), board.sampling), tapedBatches, cycleUs(loop))
  const perConversion = 1 / board.sampling.sweep.length / nominalHz
  const [fastUs, slowUs] = piConversionUs
  return {
    files,
    ...costOf(
      processor(board.options, () => undefined),
      tape,
    ),
    pairs_per_cycle_six_channels: rounded(conversionsPerSecond * perConversion, 1),
    [`pairs_per_cycle_at_${fastUs}_us`]: rounded((1e6 / fastUs) * perConversion, 1),
    [`pairs_per_cycle_at_${slowUs}_us`]: rounded((1e6 / slowUs) * perConversion, 1),
    ...(await emulatedGaps()),
  }
}

/** Its rate is the wire's only where that is slower than calls are; gaps are what its rate is made of. */
async function measuredNaively(circuits: readonly Circuit[], board: Board): Promise<object> {
  const seconds = 5
  const files = circuits.map(({ name, loop }) =>
    rowOf(name, referenceOf(loop), shownNaively(chipOn(loop, board), board, { seconds, hertz: 1e6 / cycleUs(loop) })),
  )
  const { loop } = typical()
  const tape = await taped(convertedOneByOne(chipOn(loop, board)), 20 * tapedBatches, cycleUs(loop))
  const [fastUs, slowUs] = piConversionUs
  return {
    files,
    conversions_per_second: naiveConversionsPerSecond,
    ...costOf(
      naiveProcessor(() => undefined),
      tape,
    ),
    pairs_per_cycle_six_channels: rounded(naiveConversionsPerSecond / 7 / nominalHz, 1),
    [`pairs_per_cycle_at_${fastUs}_us`]: null,
    [`pairs_per_cycle_at_${slowUs}_us`]: null,
    ...unknownGaps,
  }
}

const cycleUs = ({ lengthUs, cycles }: Loop) => lengthUs / cycles

/** What the cost is taken with, whatever is measured. */
function typical(): Circuit {
  const [, recording] = syntheticRecordings(Number(options.rate))
  if (recording === undefined) throw new Error('there is no synthetic recording')
  return { name: recording.name, loop: loopOf(recording) }
}

function positive(option: keyof typeof options, given: Readonly<Record<string, string>>): number {
  const value = Number(given[option])
  if (!(value > 0)) throw new Error(`--${option} is a number above 0, not ${given[option]}`)
  return value
}

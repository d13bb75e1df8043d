import { join } from 'node:path'
import { emulatedSpi, type EmulatedSpi } from '../../test/system/support/spidev/emulatedSpi.ts'
import { startChild, type Child } from '../../test/system/support/childProcess.ts'
import { waitFor } from '../../test/system/support/waitFor.ts'
import { isAvailable } from '../../tools/parts.mjs'
import { quantile } from '../support/quantile.ts'

/** Between two transfers of the real spi-device in the program's own thread, at an emulated /dev/spidev. null: not on this machine. */
export interface Gaps {
  readonly gap_us_p50: number | null
  readonly gap_us_p99: number | null
  /** Gaps of more than 2 ms, in which samples are lost. */
  readonly overruns: number | null
}

export const unknownGaps: Gaps = { gap_us_p50: null, gap_us_p99: null, overruns: null }

const device = '/dev/spidev0.0'
const program = join(import.meta.dirname, 'samplingProcess.ts')
const biasCounts = 2048
const frequencyHz = 50

/** A wave on every channel. */
const channels = Object.fromEntries(
  Array.from({ length: 7 }, (_, channel) => [channel, { biasCounts, amplitudeCounts: 800, frequencyHz, noiseCounts: 1 }]),
)

export async function emulatedGaps(): Promise<Gaps> {
  if (!isAvailable('umockdev')) return unknownGaps
  await using spi = await emulatedSpi({ devices: { [device]: { channels } } })
  const child = startChild(process.execPath, ['--import', 'tsx', program], spi.env)
  try {
    return await gapsSeen(spi, child)
  } finally {
    await child.end('SIGKILL', 1_000)
  }
}

/** The program says when it has begun, and what it has lost in its time since. */
async function gapsSeen(spi: EmulatedSpi, child: Child): Promise<Gaps> {
  const nextLine = linesOf(child)
  await nextLine()
  await spi.forget(device)
  const overruns = Number(await nextLine())
  const { gapsUs } = await spi.seen(device)
  return { gap_us_p50: quantile(gapsUs, 0.5, 1), gap_us_p99: quantile(gapsUs, 0.99, 1), overruns }
}

/** Each call resolves with its next line. */
function linesOf(child: Child): () => Promise<string> {
  const lines: string[] = []
  child.onLine((line) => void lines.push(line))
  return async () => {
    const line = await waitFor(() => lines.shift() ?? !child.isRunning(), 'the sampling process to tell how it goes', 60_000)
    if (line === true) throw new Error(`the sampling process has ended:\n${child.output()}`)
    return line
  }
}

import { wholeSweeps } from '../sampling/batchCycle.ts'

/** SPI_IOC_MESSAGE(N) has 14 bits for its size, 32 bytes a transfer (linux/spi/spidev.h): N = 512 does not fit. */
const mostTransfers = 511
const usualBufsizBytes = 4096

/** The kernel rounds every transfer up to what DMA may share no cache line with (ARCH_DMA_MINALIGN). */
const dmaAlignmentBytes = (arch: string): number => (arch === 'arm' ? 64 : 128)

/**
 * How many conversions one call to the kernel is likely to take. `bufsiz` is what /sys/module/spidev/parameters/bufsiz says, null where it says
 * nothing; `arch` is this program's: the kernel's alignment may be larger, then it answers EMSGSIZE.
 */
export function likelyBatch(bufsiz: string | null, arch: string, conversionBytes: number): number {
  const bufsizBytes = Number.parseInt(bufsiz ?? '', 10) || usualBufsizBytes
  const alignmentBytes = dmaAlignmentBytes(arch)
  const roundedBytes = Math.ceil(conversionBytes / alignmentBytes) * alignmentBytes
  return Math.min(Math.max(Math.floor(bufsizBytes / roundedBytes), 1), mostTransfers)
}

/** A conversion with chip select on a slow machine, and how long a chip may wait for the others of its bus. */
const slowConversionUs = 45
const longestWaitUs = 1_000

/** How many conversions a batch may have where so many chips take turns on a bus: each waits for a batch of all others. A sweep at least. */
export function sharedBatch(most: number, chips: number, sweepLength: number): number {
  if (chips < 2) return most
  const conversions = Math.floor(longestWaitUs / ((chips - 1) * slowConversionUs))
  return Math.min(most, Math.max(conversions, sweepLength))
}

/** What to try after so many conversions were too many: half, in whole sweeps where one fits. */
export const smallerBatch = (conversions: number, sweepLength: number): number => wholeSweeps(sweepLength, Math.floor(conversions / 2))

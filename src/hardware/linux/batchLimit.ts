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

/** What to try after so many conversions were too many: half, in whole sweeps where one fits. */
export const smallerBatch = (conversions: number, sweepLength: number): number => wholeSweeps(sweepLength, Math.floor(conversions / 2))

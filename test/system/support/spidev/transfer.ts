import { KernelError } from './kernelError.ts'

/** One `struct spi_ioc_transfer` of <linux/spi/spidev.h>, with the device's own settings where it names none. */
export interface Transfer {
  /** Addresses in the program's memory; 0: nothing is sent, or kept. */
  readonly sentAddress: number
  readonly receivedAddress: number
  readonly bytes: number
  readonly speedHz: number
  /** After the last bit. */
  readonly delayUs: number
  readonly bitsPerWord: number
  readonly chipSelectChange: boolean
}

export const transferBytes = 32

export function parseTransfers(memory: Uint8Array, device: { readonly maxSpeedHz: number; readonly bitsPerWord: number }): Transfer[] {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.byteLength)
  return Array.from({ length: memory.length / transferBytes }, (_, index) => {
    const at = index * transferBytes
    return {
      sentAddress: Number(view.getBigUint64(at, true)),
      receivedAddress: Number(view.getBigUint64(at + 8, true)),
      bytes: view.getUint32(at + 16, true),
      speedHz: view.getUint32(at + 20, true) || device.maxSpeedHz,
      delayUs: view.getUint16(at + 24, true),
      bitsPerWord: view.getUint8(at + 26) || device.bitsPerWord,
      chipSelectChange: view.getUint8(at + 27) !== 0,
    }
  })
}

/** What spidev and the SPI core refuse: spidev keeps all that is sent, and all that is received, in a buffer each, every transfer aligned for DMA. */
export function checkTransfers(transfers: readonly Transfer[], bufferBytes: number, alignmentBytes: number): void {
  let [sentBytes, receivedBytes] = [0, 0]
  for (const { bytes, sentAddress, receivedAddress } of transfers) {
    const alignedBytes = Math.ceil(bytes / alignmentBytes) * alignmentBytes
    if (sentAddress !== 0) sentBytes += alignedBytes
    if (receivedAddress !== 0) receivedBytes += alignedBytes
    if (sentBytes > bufferBytes || receivedBytes > bufferBytes) throw new KernelError('EMSGSIZE')
  }
  if (transfers.some((transfer) => transfer.bitsPerWord !== 8)) throw new KernelError('EINVAL')
}

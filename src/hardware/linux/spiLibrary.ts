import type { SpiMessage, SpiOptions } from 'spi-device'

/** What is used of spi-device. */
export interface SpiLibrary {
  /** `done` may run before anything else is asked of the device, never before this returns. */
  open(bus: number, chipSelect: number, options: SpiOptions, done: Done): SpiHandle
}

export interface SpiHandle {
  /** Throws at once where the message is wrong; an error of the kernel goes to `done`. */
  transfer(message: SpiMessage, done: Done): unknown
  close(done: Done): void
}

export type Done = (error: Error | null | undefined) => void

/** CommonJS with a native part, whose names Node does not see: they are all in `default`. */
export const spiDevice = async (): Promise<SpiLibrary> => (await import('spi-device')).default

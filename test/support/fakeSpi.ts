import type { SpiMessage, SpiOptions } from 'spi-device'
import type { Done, SpiLibrary } from '../../src/hardware/linux/spiLibrary.ts'

/** An error as the system's calls give it. */
export const errno = (code: string): Error => Object.assign(new Error(`${code}, transfer`), { code })

export interface FakeSpi extends SpiLibrary {
  /** "0.1 {mode…}" for each opening. */
  readonly opened: { readonly name: string; readonly options: SpiOptions }[]
  /** Each transfer that was handed to the kernel. */
  readonly transfers: { readonly name: string; readonly message: SpiMessage }[]
  /** Names of what was closed. */
  readonly closed: string[]
  /** Ends the oldest transfer in the kernel. */
  complete(): void
  readonly inKernel: number
}

export interface FakeKernel {
  /** The error of an opening or of a transfer of so many conversions; null: none. */
  openError?: () => Error | null
  transferError?: (conversions: number) => Error | null
  /** What the library itself finds wrong with a message: thrown at once. */
  messageError?: () => Error | null
}

/** spi-device on a kernel that answers each conversion with what was sent, when told to. */
export function fakeSpi({ openError, transferError, messageError }: FakeKernel = {}): FakeSpi {
  const opened: { name: string; options: SpiOptions }[] = []
  const transfers: { name: string; message: SpiMessage }[] = []
  const closed: string[] = []
  const kernel: (() => void)[] = []

  function transfer(name: string, message: SpiMessage, done: Done) {
    const wrong = messageError?.()
    if (wrong) throw wrong
    transfers.push({ name, message })
    kernel.push(() => {
      const error = transferError?.(message.length) ?? null
      if (error === null) for (const { sendBuffer, receiveBuffer } of message) receiveBuffer?.set(sendBuffer ?? [])
      done(error)
    })
  }

  return {
    opened,
    transfers,
    closed,
    complete: () => kernel.shift()?.(),
    get inKernel() {
      return kernel.length
    },
    open: (bus, chipSelect, options, done) => {
      const name = `${bus}.${chipSelect}`
      opened.push({ name, options })
      queueMicrotask(() => done(openError?.() ?? null))
      return {
        transfer: (message, transferred) => transfer(name, message, transferred),
        close: (over) => {
          closed.push(name)
          queueMicrotask(() => over(null))
        },
      }
    },
  }
}

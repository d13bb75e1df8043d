import { DeviceError } from '../../entities/errors.ts'

/** Who samples which chip: one at a time. */
export interface ChipHolders {
  /**
   * Does `work`, which holds the chip as long. Waits for a holder that was told to stop; rejects with a DeviceError where another one goes on,
   * with the signal's reason where that is aborted first.
   */
  hold<T>(device: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

interface Holder {
  readonly signal: AbortSignal
  readonly over: Promise<unknown>
}

export function chipHolders(): ChipHolders {
  const holders = new Map<string, Holder>()

  return {
    async hold(device, signal, work) {
      for (let holder = holders.get(device); holder !== undefined; holder = holders.get(device)) {
        if (!holder.signal.aborted) throw new DeviceError(`${device} is sampled already: is it the spi of two devices in the settings?`)
        await holder.over
      }
      signal.throwIfAborted()
      const result = work().finally(() => holders.delete(device))
      holders.set(device, { signal, over: result.catch(() => undefined) })
      return result
    },
  }
}

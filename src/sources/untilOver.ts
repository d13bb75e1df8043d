import { DeviceError } from '../entities/errors.ts'

/** Resolves with the signal; rejects with why the connection broke, whichever comes first. */
export function untilOver({ closed }: { readonly closed: Promise<Error | null> }, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve()
    const watch = async () => {
      const error = await closed
      signal.removeEventListener('abort', onAbort)
      reject(error ?? new DeviceError('the connection was closed'))
    }
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) resolve()
    void watch()
  })
}

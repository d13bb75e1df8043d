/** The outcome of `work`, or the signal's reason as soon as it is aborted; the work itself goes on then, and how it ends is nobody's concern. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    const over = () => signal.removeEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.finally(over).then(resolve, reject)
  })
}

/** The one end of a line: whoever comes first decides how it ended. */
export interface Ending {
  /** Resolves once with what ended it: null for a wish, an error for a break. */
  readonly closed: Promise<Error | null>
  /** Aborted at the end, for whatever waits. */
  readonly signal: AbortSignal
  /** False where it had ended before. */
  readonly end: (error: Error | null) => boolean
}

export function ending(): Ending {
  const controller = new AbortController()
  const { signal } = controller
  const closed = new Promise<Error | null>((resolve) => {
    signal.addEventListener('abort', () => resolve(asError(signal.reason)), { once: true })
  })
  return {
    closed,
    signal,
    end: (error) => {
      if (signal.aborted) return false
      controller.abort(error)
      return true
    },
  }
}

const asError = (reason: unknown): Error | null => (reason instanceof Error ? reason : null)

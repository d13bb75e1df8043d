/** A consumer this far behind has lost the older ones. */
const most = 100

/** What one sampling gives out, for one consumer: the newest results, and then how it ended. */
export class Results implements AsyncIterable<unknown> {
  readonly #signal: AbortSignal
  readonly #waiting: unknown[] = []
  #end: { readonly error: unknown } | null = null
  #wake: () => void = () => undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  push(result: unknown): void {
    this.#waiting.push(result)
    if (this.#waiting.length > most) this.#waiting.shift()
    this.#wake()
  }

  /** The last thing to be heard; what still waits is heard before, unless the signal was aborted. */
  end(error: unknown): void {
    this.#end ??= { error }
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, never> {
    for (;;) {
      if (this.#waiting.length > 0 && !this.#signal.aborted) yield this.#waiting.shift()
      else if (this.#end !== null) throw this.#end.error
      else await new Promise<void>((resolve) => void (this.#wake = resolve))
    }
  }
}

/** A queue between who asks and who serves: pushed from outside, iterated inside until the signal. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = []
  readonly #signal: AbortSignal
  #wake: () => void = () => undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#wake(), { once: true })
  }

  push(item: T): void {
    this.#waiting.push(item)
    this.#wake()
  }

  /** Ends with the signal; what still waits is dropped then. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    while (!this.#signal.aborted) {
      const item = this.#waiting.shift()
      if (item !== undefined) yield item
      else await new Promise<void>((resolve) => void (this.#wake = resolve))
    }
  }
}

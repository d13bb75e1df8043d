import type { ProcessorChoice, Sampling, SamplingPlan } from '../ports.ts'
import { errorOf, type FromHost, type ToHost } from './messages.ts'
import { Results } from './results.ts'
import type { Link } from './thread.ts'

interface Asked {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/** One sampling as it is seen from outside the thread. */
export class RemoteSampling implements Sampling {
  readonly results: Results
  readonly #id: number
  readonly #signal: AbortSignal
  readonly #asked = new Map<number, Asked>()
  /** Questions from before the start. */
  readonly #unsent: ToHost[] = []
  #link: Link | null = null
  #questions = 0
  #over: { readonly error: unknown } | null = null

  constructor(id: number, signal: AbortSignal) {
    this.#id = id
    this.#signal = signal
    this.results = new Results(signal)
  }

  /** Has it sampled there. Rejects with how it ended: the thread has let go of the chip then. */
  run(link: Link, plan: SamplingPlan, processor: ProcessorChoice): Promise<never> {
    const id = this.#id
    const stop = () => link.post({ kind: 'stop', id })
    const running = new Promise<never>((_, reject) => {
      link.join(id, { message: (message) => this.#hear(message, reject), died: reject })
      link.post({ kind: 'start', id, plan, processor })
      this.#link = link
      for (const question of this.#unsent.splice(0)) link.post(question)
      this.#signal.addEventListener('abort', stop, { once: true })
    })
    return running.finally(() => {
      this.#signal.removeEventListener('abort', stop)
      link.leave(id)
    })
  }

  /** No more is heard of it. */
  end(error: unknown): void {
    this.#over = { error }
    for (const { reject } of this.#asked.values()) reject(error)
    this.#asked.clear()
    this.results.end(error)
  }

  ask(question: unknown): Promise<unknown> {
    const number = ++this.#questions
    const message: ToHost = { kind: 'ask', id: this.#id, number, question }
    return new Promise((resolve, reject) => {
      if (this.#over !== null) return reject(this.#over.error)
      this.#asked.set(number, { resolve, reject })
      if (this.#link === null) this.#unsent.push(message)
      else this.#link.post(message)
    })
  }

  #hear(message: FromHost, ended: (error: unknown) => void): void {
    switch (message.kind) {
      case 'result':
        return this.results.push(message.result)
      case 'answer':
        return this.#takeAsked(message.number)?.resolve(message.answer)
      case 'refused':
        return this.#takeAsked(message.number)?.reject(errorOf(message.failure))
      case 'ended':
        return ended(message.failure === null ? this.#signal.reason : errorOf(message.failure))
    }
  }

  #takeAsked(number: number): Asked | undefined {
    const asked = this.#asked.get(number)
    this.#asked.delete(number)
    return asked
  }
}

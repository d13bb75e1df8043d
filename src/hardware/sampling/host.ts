import type { Processor, ProcessorFactory } from '../ports.ts'
import { sampleFrom, type OpenConverter, type Sleep } from '../sampling.ts'
import { failureOf, type FromHost, type ToHost } from './messages.ts'

/** The host's end of what joins it with whoever asks for samplings. */
export interface HostPort {
  post(message: FromHost): void
  listen(listener: (message: ToHost) => void): void
}

export interface HostWorld {
  readonly processors: Readonly<Record<string, ProcessorFactory>>
  readonly open: OpenConverter
  readonly sleep: Sleep
}

export interface SamplingHost {
  /** Ends all samplings with this error. Throws it where there are none. */
  fail(error: Error): void
}

interface Running {
  readonly processor: Processor
  end(reason: Error): void
}

const asked = new Error('asked to stop')

type Message<K extends ToHost['kind']> = Extract<ToHost, { kind: K }>

/** Samples where it is called, as the messages ask: several chips at once, each for itself. */
export function samplingHost(port: HostPort, { processors, open, sleep }: HostWorld): SamplingHost {
  const running = new Map<number, Running>()

  /** Its promise never settles but by an error: the end. */
  async function sample({ id, plan, processor: choice }: Message<'start'>, stopped: AbortController): Promise<never> {
    const make = processors[choice.name]
    if (make === undefined) throw new Error(`there is no processor ${choice.name}`)
    const processor = make(choice.options, (result) => port.post({ kind: 'result', id, result }))
    running.set(id, { processor, end: (reason) => stopped.abort(reason) })
    return sampleFrom(await open(plan, stopped.signal), processor, stopped.signal, sleep)
  }

  function start(message: Message<'start'>): void {
    const { id } = message
    sample(message, new AbortController()).catch((error: unknown) => {
      running.delete(id)
      port.post({ kind: 'ended', id, failure: error === asked ? null : failureOf(error) })
    })
  }

  /** A sampling that is not there any more has ended: whoever asks knows by the message before. */
  function answer({ id, number, question }: Message<'ask'>): void {
    const processor = running.get(id)?.processor
    if (processor === undefined) return
    try {
      port.post({ kind: 'answer', id, number, answer: processor.ask(question) })
    } catch (error) {
      port.post({ kind: 'refused', id, number, failure: failureOf(error) })
    }
  }

  port.listen((message) => {
    switch (message.kind) {
      case 'start':
        return start(message)
      case 'stop':
        return running.get(message.id)?.end(asked)
      case 'ask':
        return answer(message)
    }
  })

  return {
    fail(error) {
      if (running.size === 0) throw error
      for (const sampling of running.values()) sampling.end(error)
    },
  }
}

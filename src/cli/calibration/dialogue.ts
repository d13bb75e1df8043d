import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { ConfigError, DeviceError, sentence } from '../../entities/errors.ts'
import type { Change } from '../../measure/calibration/change.ts'
import type { Channel } from '../../measure/calibration/channel.ts'
import type { ChannelReading } from '../../measure/calibration/point.ts'
import type { Clock } from '../../runtime/clock.ts'
import { beginning, follow, promptOf, type Conversation, type Event, type Step } from './conversation.ts'
import { LiveLine } from './liveLine.ts'
import { readingText } from './texts.ts'

export interface DialogueOptions {
  readonly channel: Channel
  readonly device: string
  readonly read: () => Promise<ChannelReading>
  readonly clock: Clock
  readonly input: Readable
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  /** Whether the user sits at a terminal: then the reading is drawn again and again. */
  readonly live: boolean
}

/** How it ended: what is to be written, that nothing is, or that the user broke it off. */
export type Ending = { readonly changes: readonly Change[] } | 'nothing' | 'interrupted'

/** Below the prompt, behind which the user stopped. */
const brokenOff = '\nnothing is written\n'

/** A reading takes 2 s itself. */
const pauseMs = 100

/** Talks with the user until it is known what to write. */
export async function dialogue(options: DialogueOptions): Promise<Ending> {
  const { input, output, live } = options
  const lines = createInterface({ input, output, terminal: live })
  const over = new AbortController()
  const interrupted = new Promise<'interrupted'>((resolve) => {
    const onInterrupt = () => resolve('interrupted')
    lines.on('SIGINT', onInterrupt)
    process.on('SIGINT', onInterrupt)
    over.signal.addEventListener('abort', () => process.off('SIGINT', onInterrupt), { once: true })
  })
  try {
    const ending = await Promise.race([interrupted, new Dialogue(options, lines, over.signal).hold()])
    if (ending === 'interrupted') output.write(brokenOff)
    return ending
  } finally {
    over.abort()
    lines.close()
  }
}

class Dialogue {
  readonly #options: DialogueOptions
  readonly #lines: ReturnType<typeof createInterface>
  readonly #typed: AsyncIterator<string>
  readonly #live: LiveLine | null
  readonly #over: AbortSignal

  constructor(options: DialogueOptions, lines: ReturnType<typeof createInterface>, over: AbortSignal) {
    this.#options = options
    this.#lines = lines
    this.#typed = lines[Symbol.asyncIterator]()
    this.#live = options.live ? new LiveLine(lines, options.output) : null
    this.#over = over
  }

  async hold(): Promise<Ending> {
    const { channel, device } = this.#options
    const begun = beginning(channel, device)
    this.#say(begun.lines)
    // Where it does not answer at all, nothing is asked.
    let step: Step = { ...begun, lines: [`it reads ${readingText(await this.#options.read())}`] }
    for (;;) {
      this.#say(step.lines)
      const { next, want } = step
      if (want === 'write') return { changes: next.proposed ?? [] }
      if (want === 'end') return 'nothing'
      const ended: Step | null = want === 'line' ? await this.#asked(next) : follow(next, await this.#reading())
      if (ended === null) {
        this.#options.output.write(brokenOff)
        return 'nothing'
      }
      step = ended
    }
  }

  /** null at the end of the input. */
  async #asked(conversation: Conversation): Promise<Step | null> {
    const answered = new AbortController()
    if (conversation.proposed === null) this.#live?.begin()
    this.#lines.setPrompt(promptOf(conversation))
    this.#lines.prompt()
    if (conversation.proposed === null) void this.#showLive(AbortSignal.any([answered.signal, this.#over]))
    const { done, value } = await this.#typed.next()
    answered.abort()
    if (done === true) return null
    return follow(conversation, { line: value })
  }

  async #reading(): Promise<Event> {
    try {
      return { reading: await this.#options.read() }
    } catch (error) {
      if (error instanceof ConfigError || error instanceof DeviceError) return { failed: sentence(error) }
      throw error
    }
  }

  async #showLive(signal: AbortSignal): Promise<void> {
    while (this.#live !== null && !signal.aborted) {
      const text = await this.#options.read().then(readingText, sentence)
      if (!signal.aborted) this.#live.show(text)
      await this.#options.clock.sleep(pauseMs, signal).catch(() => undefined)
    }
  }

  #say(lines: readonly string[]): void {
    for (const line of lines) this.#options.output.write(`${line}\n`)
  }
}

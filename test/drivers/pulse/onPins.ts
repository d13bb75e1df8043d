import { pulse } from '../../../src/drivers/pulse/pulse.ts'
import { pulseSettings } from '../../../src/drivers/pulse/settings.ts'
import type { Edge, Edges, Gpio, InputPin, Level } from '../../../src/hardware/ports.ts'
import { fakeClock } from '../../support/fakeClock.ts'
import { emptyMemory, runOnTestLine } from '../../support/testLine.ts'

/** A pin whose edges a test writes, on a hardware clock of its own. */
class Pin {
  level: Level = 1
  opened: InputPin | null = null
  nowUs = 5_000_000
  #edges: Edge[] = []
  #lost = 0
  #waiting: Edges[] = []
  #error: Error | null = null
  #wake: () => void = () => undefined

  /** The line changes its level after so long. */
  after(us: number, level: Level): this {
    this.nowUs += us
    this.level = level
    this.#edges.push({ level, atUs: this.nowUs })
    return this
  }

  /** Low for so long, `us` after the end of the one before. */
  pulse(us: number, widthUs = 30_000): this {
    return this.after(us, 0).after(widthUs, 1)
  }

  lose(edges: number): this {
    this.#lost += edges
    return this
  }

  /** What has gathered is read, so long after the last edge. */
  read(us = 0): void {
    this.nowUs += us
    this.#waiting.push({ edges: this.#edges, lost: this.#lost, untilUs: this.nowUs })
    this.#edges = []
    this.#lost = 0
    this.#wake()
  }

  fail(error: Error): void {
    this.#error = error
    this.#wake()
  }

  async *stream(signal: AbortSignal): AsyncGenerator<Edges, never> {
    signal.addEventListener('abort', () => this.#wake(), { once: true })
    for (;;) {
      signal.throwIfAborted()
      if (this.#error !== null) throw this.#error
      const next = this.#waiting.shift()
      if (next !== undefined) yield next
      else await new Promise<void>((resolve) => void (this.#wake = resolve))
    }
  }
}

/** The driver on pins that the test moves. */
export function onPins(settings: Record<string, unknown> = {}) {
  const clock = fakeClock()
  const memory = emptyMemory()
  const pins = new Map<number, Pin>()
  const pin = (number: number) => {
    const found = pins.get(number) ?? new Pin()
    pins.set(number, found)
    return found
  }
  const gpio: Gpio = {
    async input(asked, signal) {
      const found = pin(asked.pin)
      found.opened = asked
      return { level: found.level, edges: found.stream(signal) }
    },
    output: () => {
      throw new Error('a pulse meter has no output')
    },
    waves: () => {
      throw new Error('a pulse meter has no waves')
    },
  }
  const own = pulseSettings.parse({ rate: '1000imp/kWh', pin: 17, ...settings })
  const run = () => runOnTestLine(pulse, own, { gpio }, clock, { memory })
  /** Lets what was read be taken in. */
  const settle = () => clock.advance(0)
  return { clock, memory, pin, gpio, run, settle, own }
}

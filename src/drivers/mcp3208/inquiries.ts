import { ConfigError, DeviceError } from '../../entities/errors.ts'
import type { Source } from '../../entities/source.ts'
import type { RawWindow } from '../../measure/power/window.ts'
import type { BoardPlan } from './boardPlan.ts'
import { readingQuestion, type ReadingAnswer } from './inquiry.ts'
import { collectingCurrent, collectingEstimated, collectingVoltage, type Collecting } from './readings.ts'

interface Asked {
  readonly collecting: Collecting
  readonly seconds: number
  readonly answer: (answer: ReadingAnswer) => void
}

interface Pending extends Asked {
  readonly untilUs: number
}

/** Answers what the calibration asks, from the windows that come next. */
export class Inquiries {
  readonly #plan: BoardPlan
  readonly #sources: ReadonlyMap<string, Source>
  readonly #over: Promise<never>
  #asked: Asked[] = []
  #pending: Pending[] = []

  /** `sources`: the voltages of the estimated currents. With the signal nothing is answered any more. */
  constructor(plan: BoardPlan, sources: ReadonlyMap<string, Source>, signal: AbortSignal) {
    this.#over = new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DeviceError(interrupted)), { once: true }))
    this.#over.catch(() => undefined)
    this.#plan = plan
    this.#sources = sources
  }

  /** Resolves when the windows of that time have come. Rejects with a ConfigError where there is no such channel, with a DeviceError when the board fails. */
  async reading(question: unknown): Promise<ReadingAnswer> {
    const { channel, seconds } = readingQuestion.parse(question)
    const collecting = this.#collecting(channel)
    const reading = new Promise<ReadingAnswer>((answer) => void this.#asked.push({ collecting, seconds, answer }))
    return Promise.race([reading, this.#over])
  }

  take(window: RawWindow): void {
    const begun = this.#asked.map((asked) => ({ ...asked, untilUs: window.startUs + asked.seconds * 1e6 }))
    this.#asked = []
    const all = [...this.#pending, ...begun]
    for (const { collecting } of all) collecting.add(window)
    for (const { collecting, untilUs, answer } of all) if (window.endUs >= untilUs) answer(collecting.answer())
    this.#pending = all.filter(({ untilUs }) => window.endUs < untilUs)
  }

  #collecting(id: string): Collecting {
    const { voltages, currents, estimated } = this.#plan
    const voltage = voltages.find((plan) => plan.id === id)
    if (voltage !== undefined) return collectingVoltage(voltage)
    const current = currents.find((plan) => plan.id === id)
    const own = voltages.find(({ index }) => index === current?.voltageIndex)
    if (current !== undefined && own !== undefined) return collectingCurrent(current, own)
    const [blind, source] = [estimated.find((plan) => plan.id === id), this.#sources.get(id)]
    if (blind !== undefined && source !== undefined) return collectingEstimated(blind, source)
    throw new ConfigError(`there is no channel ${id} on this board`)
  }
}

const interrupted = 'the board stopped measuring before the reading was taken'

import type { Batch, Processor, ProcessorFactory } from '../../hardware/ports.ts'
import { PowerMeter } from '../../measure/power/powerMeter.ts'
import type { RawWindow } from '../../measure/power/window.ts'
import { frameBytes, valueIn } from './frames.ts'
import { processorOptions, type ProcessorOptions, type Sampled } from './sampled.ts'
import { Scope } from './scope.ts'
import { Silence } from './silence.ts'

/** A longer time without samples is told as an overrun, and nothing is measured across it. */
const longestGapUs = 2_000

/** What becomes of the chip's frames in the thread that samples: windows of whole cycles, in counts. Answers every question with the latest raw samples. */
export const mcp3208Processor: ProcessorFactory = (options, give) => new Mcp3208Processor(processorOptions.parse(options), give)

class Mcp3208Processor implements Processor {
  readonly #options: ProcessorOptions
  readonly #give: (result: Sampled) => void
  readonly #meter: PowerMeter
  readonly #scope = new Scope()
  readonly #silence: Silence
  /** The channel and the track of each conversion of the sweep. */
  readonly #channels: Uint8Array
  readonly #tracks: Uint8Array
  #endUs: number | null = null
  #rested = false
  #sinceUs = 0
  #conversions = 0
  #overruns = 0
  #damaged = 0

  constructor(options: ProcessorOptions, give: (result: Sampled) => void) {
    this.#options = options
    this.#give = give
    this.#meter = new PowerMeter(options.plan, options.waves === null ? {} : { cycles: options.waves })
    this.#silence = new Silence(options.device)
    this.#channels = Uint8Array.from(options.sweep, ({ channel }) => channel)
    this.#tracks = Uint8Array.from(options.sweep, ({ track }) => track)
  }

  take(batch: Batch): number {
    this.#begin(batch.startUs)
    this.#decode(batch)
    this.#endUs = batch.endUs
    // A step a batch: a whole window at once would hold up the next transfer, and be a gap.
    const window = this.#meter.step(batch.endUs)
    this.#rested = false
    if (window === null || window === 'busy') return 0
    this.#tell(window, batch.endUs)
    this.#rested = this.#options.pauseMs > 0
    return this.#options.pauseMs
  }

  ask(): unknown {
    return this.#scope.traces()
  }

  #begin(startUs: number): void {
    if (this.#endUs === null) {
      this.#sinceUs = startUs
      return
    }
    if (!this.#rested && startUs - this.#endUs <= longestGapUs) return
    this.#meter.interrupt()
    if (!this.#rested) this.#overruns++
  }

  #decode({ received, conversions, first, startUs, endUs }: Batch): void {
    const spacingUs = (endUs - startUs) / conversions
    const { length } = this.#tracks
    let position = first
    for (let i = 0; i < conversions; i++) {
      const value = valueIn(received, i * frameBytes)
      this.#silence.count(value)
      if (value === null) this.#damaged++
      else this.#add(position, startUs + i * spacingUs, value)
      position = position + 1 === length ? 0 : position + 1
    }
    this.#conversions += conversions
  }

  #add(position: number, timeUs: number, value: number): void {
    this.#meter.add(this.#tracks[position] ?? 0, timeUs, value)
    this.#scope.add(this.#channels[position] ?? 0, timeUs, value)
  }

  #tell(window: RawWindow, nowUs: number): void {
    const { conversions, overruns, damaged } = { conversions: this.#conversions, overruns: this.#overruns, damaged: this.#damaged }
    this.#give({ window, conversions, overruns, damaged, elapsedUs: nowUs - this.#sinceUs })
    this.#sinceUs = nowUs
    this.#conversions = this.#overruns = this.#damaged = 0
  }
}

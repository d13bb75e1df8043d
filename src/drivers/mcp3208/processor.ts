import { DeviceError } from '../../entities/errors.ts'
import type { Batch, Processor, ProcessorFactory } from '../../hardware/ports.ts'
import { PowerMeter } from '../../measure/power/powerMeter.ts'
import type { RawWindow } from '../../measure/power/window.ts'
import { frameBytes, valueIn } from './frames.ts'
import { processorOptions, type ProcessorOptions, type Sampled } from './sampled.ts'
import { Scope } from './scope.ts'
import { Silence } from './silence.ts'

/** A longer time without samples is told as an overrun, and nothing is measured across it. */
const longestGapUs = 2_000
/** How much of the meter's work is done for a batch of so long: so it keeps up, and holds up no transfer. */
const stepUs = 1_000
/** Sampling that gives no window for so long, and for as many cycles as are wanted, is of no use. */
const longestWaitUs = 3_000_000
const longestCycleUs = 25_000

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
  /** When the last window was told. */
  #toldUs = 0
  #sampledUs = 0
  #longestGapUs = 0
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
    this.#rested = false
    const window = this.#work(batch)
    if (window === null) return this.#wait(batch.endUs)
    this.#tell(window, batch.endUs)
    this.#rested = this.#options.pauseMs > 0
    return this.#options.pauseMs
  }

  /** A window that is over, if it is found in the time that the batch leaves for it. */
  #work({ startUs, endUs }: Batch): RawWindow | null {
    for (let left = Math.ceil((endUs - startUs) / stepUs); left > 0; left--) {
      const window = this.#meter.step(endUs)
      if (window !== 'busy') return window
    }
    return null
  }

  #wait(nowUs: number): 0 {
    const { device, waves } = this.#options
    if (nowUs - this.#toldUs <= longestWaitUs + (waves ?? 0) * longestCycleUs) return 0
    const gapMs = (this.#longestGapUs / 1000).toFixed(1)
    throw new DeviceError(
      `${device} cannot be sampled without gaps (up to ${gapMs} ms): too many chips share the bus, or the machine is too busy`,
    )
  }

  ask(): unknown {
    return this.#scope.traces()
  }

  #begin(startUs: number): void {
    const gapUs = this.#endUs === null ? 0 : startUs - this.#endUs
    if (this.#endUs === null) this.#sinceUs = this.#toldUs = startUs
    else if (this.#rested) this.#resume(startUs)
    else {
      this.#sampledUs += gapUs
      this.#longestGapUs = Math.max(this.#longestGapUs, gapUs)
      if (gapUs > longestGapUs) this.#interrupt()
    }
  }

  /** What was sampled before a pause is too old to be a reading. */
  #resume(startUs: number): void {
    this.#meter.forget()
    this.#toldUs = startUs
  }

  #interrupt(): void {
    this.#meter.interrupt()
    this.#overruns++
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
    this.#sampledUs += endUs - startUs
  }

  #add(position: number, timeUs: number, value: number): void {
    this.#meter.add(this.#tracks[position] ?? 0, timeUs, value)
    this.#scope.add(this.#channels[position] ?? 0, timeUs, value)
  }

  #tell(window: RawWindow, nowUs: number): void {
    const { conversions, overruns, damaged } = { conversions: this.#conversions, overruns: this.#overruns, damaged: this.#damaged }
    this.#give({ window, conversions, overruns, damaged, sampledUs: this.#sampledUs, elapsedUs: nowUs - this.#sinceUs })
    this.#sinceUs = this.#toldUs = nowUs
    this.#conversions = this.#overruns = this.#damaged = this.#sampledUs = this.#longestGapUs = 0
  }
}

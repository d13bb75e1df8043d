import type { Edge, Edges, Level } from '../../ports.ts'
import type { Readable } from './kernel.ts'
import { NoPigpio } from './pigpioLibrary.ts'
import type { Ticks } from './ticks.ts'

/** gpioReport_t of pigpio.h: sequence number (16 bits), flags (16 bits; 0: a level has changed), tick, levels of the pins 0 to 31. */
const reportBytes = 12
const reportsAtOnce = 512

/** What pigpio has not told of after its own buffer of 120 ms has gone round, it never will. */
const bufferUs = 120_000

export interface ReportedPin {
  readonly pin: number
  /** The length of pigpio's glitch filter, 0: none. An edge is stamped when the level has lasted that long. */
  readonly filterUs: number
}

export interface ReportSource {
  readonly files: Pick<Readable, 'read'>
  readonly pipe: number
  readonly ticks: Ticks
  /** pigpio's tick of now. */
  readonly getTick: () => number
}

/** The edges of one pin, from a pipe with the reports of that pin alone. */
export class PigpioReports {
  readonly #pin: ReportedPin
  readonly #source: ReportSource
  readonly #buffer = Buffer.alloc(reportsAtOnce * reportBytes)
  #number = -1
  #untilUs = -Infinity

  constructor(pin: ReportedPin, source: ReportSource) {
    this.#pin = pin
    this.#source = source
  }

  /** All that waits. Throws NoPigpio when there will be no more. */
  read(): Edges {
    const { files, pipe, ticks, getTick } = this.#source
    const edges: Edge[] = []
    let lost = 0
    for (;;) {
      const askedUs = ticks.timeUs(getTick())
      const bytes = files.read(pipe, this.#buffer)
      if (bytes === 0) throw new NoPigpio('pigpio has closed its pipe')
      for (let at = 0; at < (bytes ?? 0); at += reportBytes) {
        const number = this.#buffer.readUInt16LE(at)
        lost += (number - this.#number - 1) & 0xffff
        this.#number = number
        if (this.#buffer.readUInt16LE(at + 2) === 0) edges.push(this.#edge(at))
      }
      if ((bytes ?? 0) < this.#buffer.length) return { edges, lost, untilUs: this.#silentUntil(askedUs, edges.at(-1)) }
    }
  }

  #edge(at: number): Edge {
    const { pin, filterUs } = this.#pin
    const level: Level = ((this.#buffer.readUInt32LE(at + 8) >>> pin) & 1) === 1 ? 1 : 0
    return { level, atUs: this.#source.ticks.timeUs(this.#buffer.readUInt32LE(at + 4)) - filterUs }
  }

  #silentUntil(askedUs: number, last: Edge | undefined): number {
    this.#untilUs = Math.max(this.#untilUs, askedUs - bufferUs - this.#pin.filterUs, last?.atUs ?? -Infinity)
    return this.#untilUs
  }
}

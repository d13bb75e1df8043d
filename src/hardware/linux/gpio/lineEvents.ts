import type { Edge, Edges } from '../../ports.ts'
import type { Kernel } from './kernel.ts'
import { eventBytes, eventLevel, eventNumber, eventTimeUs } from './layout.ts'

/** An edge is stamped in the interrupt and handed out by a thread of the kernel: it may come later by this. */
const handOverUs = 2_000
const eventsAtOnce = 128

/** The edges of one line, as they wait in the kernel's buffer. */
export class LineEvents {
  readonly #kernel: Pick<Kernel, 'read' | 'nowUs'>
  readonly #line: number
  readonly #buffer = Buffer.alloc(eventsAtOnce * eventBytes)
  /** What of the buffer has not been told yet. */
  #from = 0
  #to = 0
  #number = 0
  #untilUs = -Infinity

  constructor(kernel: Pick<Kernel, 'read' | 'nowUs'>, line: number) {
    this.#kernel = kernel
    this.#line = line
  }

  /** All that waits, or up to where some are missing. Throws the kernel's error when the line has gone. */
  read(): Edges {
    const edges: Edge[] = []
    const lost = this.#from < this.#to ? this.#missing : 0
    if (!this.#take(edges)) return { edges, lost, untilUs: this.#silentUntil(-Infinity, edges) }
    return this.#refill(edges, lost)
  }

  #refill(edges: Edge[], lostBefore: number): Edges {
    let lost = lostBefore
    for (;;) {
      const askedUs = this.#kernel.nowUs()
      this.#from = 0
      this.#to = this.#kernel.read(this.#line, this.#buffer) ?? 0
      if (this.#to > 0 && edges.length === 0) lost += this.#missing
      const isAll = this.#take(edges)
      if (!isAll || this.#to < this.#buffer.length)
        return { edges, lost, untilUs: this.#silentUntil(isAll ? askedUs - handOverUs : -Infinity, edges) }
    }
  }

  /** Between the last edge that was told and the next one that waits. */
  get #missing(): number {
    return missing(this.#number, eventNumber(this.#buffer, this.#from))
  }

  /** Up to where some are missing: those behind are told apart. Returns whether all were taken. */
  #take(edges: Edge[]): boolean {
    for (; this.#from < this.#to; this.#from += eventBytes) {
      if (edges.length > 0 && this.#missing > 0) return false
      this.#number = eventNumber(this.#buffer, this.#from)
      edges.push({ level: eventLevel(this.#buffer, this.#from), atUs: eventTimeUs(this.#buffer, this.#from) })
    }
    return true
  }

  #silentUntil(silentUs: number, edges: readonly Edge[]): number {
    this.#untilUs = Math.max(this.#untilUs, silentUs, edges.at(-1)?.atUs ?? -Infinity)
    return this.#untilUs
  }
}

/** How many numbers of 32 bits are missing between two. */
const missing = (before: number, after: number): number => (after - before - 1) >>> 0

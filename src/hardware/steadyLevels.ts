import type { Edge, Edges, Level } from './ports.ts'

/**
 * Takes a level for one only when it has lasted, by the time stamps of the hardware: what is shorter is dropped, and the edge that
 * stays keeps its own time, that of the last change before the level was steady. Of what is left, each level differs from the one before.
 */
export class SteadyLevels {
  readonly #steadyUs: number
  /** The last level that was told, and the last one seen with the time since when. */
  #told: Level
  #level: Level
  #sinceUs = -Infinity

  /** `level` is the one at the beginning, steady by then. */
  constructor(level: Level, steadyUs: number) {
    this.#steadyUs = steadyUs
    this.#told = level
    this.#level = level
  }

  /** Those of the edges, and of those held back before, that are known to be steady by now. */
  take({ edges, lost, untilUs }: Edges): Edges {
    // Nobody knows what a level that was held back did meanwhile.
    if (lost > 0) this.#level = this.#told
    const steady: Edge[] = []
    for (const edge of edges) {
      this.#tell(edge.atUs, steady)
      this.#see(edge)
    }
    this.#tell(untilUs, steady)
    return { edges: steady, lost, untilUs: this.#level === this.#told ? untilUs : Math.min(untilUs, this.#sinceUs - 1) }
  }

  #see({ level, atUs }: Edge): void {
    // The same level again: between the two was another one, too short to be read.
    this.#level = level
    this.#sinceUs = atUs
  }

  #tell(nowUs: number, steady: Edge[]): void {
    if (this.#level === this.#told || nowUs - this.#sinceUs < this.#steadyUs) return
    this.#told = this.#level
    steady.push({ level: this.#level, atUs: this.#sinceUs })
  }
}

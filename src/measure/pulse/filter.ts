/** Which signals on an input are pulses of a meter. */
export interface PulseShape {
  /** The level of a pulse; the other one is rest. */
  readonly activeLevel: 0 | 1
  /** A pulse is active for so long without a break. */
  readonly widthUs: number
  /** Before each pulse the line is at rest for so long without a break. */
  readonly gapUs: number
  /** The beginnings of two pulses are at least so far apart. */
  readonly periodUs: number
}

/** Signals that were no pulses, by the reason. */
export interface Rejected {
  /** Active for less than the width, and not the bounce of a pulse. */
  tooShort: number
  /** Wide enough, but the gap before was too short, or it was not seen. */
  tooClose: number
  /** Well formed, but sooner after the pulse before than the meter can give one. */
  implausible: number
}

/**
 * Finds the pulses in the edges of one input. Pure: it knows no time but that of the edges.
 *
 *     rest ~~~~~|##|~|##|~|################|~|##|~~~~~~~~~~~
 *               ^ begins   width or more       gap or more: the next pulse may come
 *
 * A level counts once it has lasted its time without a break, whether an edge ended it or not. What flickers for less than the width before
 * or after a pulse is the bounce of its contact: the pulse begins with the first edge of it. Flickering for longer is noise.
 * What was not seen is not made up: after a loss, and with an active line at the start, the next pulse is the first after a gap that was seen.
 */
export class PulseFilter {
  readonly #shape: PulseShape
  readonly rejected: Rejected = { tooShort: 0, tooClose: 0, implausible: 0 }
  /** Edges of which the next edge told that they had not been seen. */
  missed = 0
  /** null: not known. */
  #active: boolean | null
  /** When the level began; null: before anything was seen. */
  #sinceUs: number | null = null
  #openedUs: number | null = null
  #untouched = true
  /** The level has lasted its time, and what follows from that is done. */
  #judged = false
  /** The gap before the next pulse was seen. */
  #ready: boolean
  /** When the flickering before a pulse began. */
  #flickerUs: number | null = null
  /** Short signals of which it is not known yet whether they are bounce. */
  #undecided = 0
  /** When the line last left a level of full width. */
  #endUs = Number.NEGATIVE_INFINITY
  #pulseUs = Number.NEGATIVE_INFINITY

  /** `level`: that of the line when it was opened. */
  constructor(shape: PulseShape, level: 0 | 1) {
    this.#shape = shape
    this.#active = level === shape.activeLevel
    this.#ready = !this.#active
  }

  /** Takes the next edge. Returns when the pulse began that is certain with it, null where there is none; the same of `until`. */
  edge(level: 0 | 1, atUs: number): number | null {
    const active = level === this.#shape.activeLevel
    if (active === this.#active) this.#repeated(active)
    const pulseUs = this.until(atUs)
    if (active) this.#flickerUs ??= atUs
    else this.#left(atUs)
    this.#active = active
    this.#sinceUs = atUs
    this.#untouched = this.#judged = false
    return pulseUs
  }

  /** There is no further edge up to then. */
  until(atUs: number): number | null {
    this.#openedUs ??= atUs
    if (this.#judged || this.#sinceUs === null || this.#active === null) return null
    if (atUs - this.#sinceUs < (this.#active ? this.#shape.widthUs : this.#shape.gapUs)) return null
    this.#judged = true
    if (this.#active) return this.#wide(this.#sinceUs)
    this.#rested()
    return null
  }

  /** Edges were lost: nothing is known of the line until the next one. */
  lose(): void {
    this.#active = null
    this.#sinceUs = this.#flickerUs = null
    this.#undecided = 0
    this.#ready = this.#untouched = this.#judged = false
  }

  /** How long the line has been active without a break, as far as it was seen. */
  activeForUs(untilUs: number): number {
    return this.#active === true ? untilUs - (this.#sinceUs ?? this.#openedUs ?? untilUs) : 0
  }

  /** An edge to the level that the line has: there was another one between. Before the first edge it only means that the line moved while it was opened. */
  #repeated(active: boolean): void {
    if (this.#untouched) {
      this.#ready = active
      return
    }
    this.missed++
    this.lose()
  }

  #left(atUs: number): void {
    if (this.#sinceUs === null) return
    if (this.#judged) this.#endUs = atUs
    else this.#short(atUs)
  }

  #short(endUs: number): void {
    if (!this.#ready) {
      if (endUs - this.#endUs > this.#shape.widthUs) this.rejected.tooShort++
      return
    }
    this.#undecided++
    if (endUs - (this.#flickerUs ?? endUs) > this.#shape.widthUs) this.#decide()
  }

  /** They are noise. */
  #decide(): void {
    this.rejected.tooShort += this.#undecided
    this.#undecided = 0
  }

  #wide(sinceUs: number): number | null {
    const flickerUs = this.#flickerUs ?? sinceUs
    const bounced = sinceUs - flickerUs <= this.#shape.widthUs
    if (bounced) this.#undecided = 0
    else this.#decide()
    const wasReady = this.#ready
    this.#ready = false
    if (!wasReady) return this.#reject('tooClose')
    const beginUs = bounced ? flickerUs : sinceUs
    if (beginUs - this.#pulseUs < this.#shape.periodUs) return this.#reject('implausible')
    this.#pulseUs = beginUs
    return beginUs
  }

  #reject(reason: keyof Rejected): null {
    this.rejected[reason]++
    return null
  }

  #rested(): void {
    this.#decide()
    this.#flickerUs = null
    this.#ready = true
  }
}

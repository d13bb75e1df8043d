import { controlBlocks } from './waveEngineDma.ts'

/** Where a wave is in pigpio's memory. */
interface WavePlace {
  readonly firstBlock: number
  readonly blocks: number
  readonly firstWord: number
  readonly words: number
  isDeleted: boolean
}

/** What there is of words that are written to pins (NUM_WAVE_OOL). */
const allWords = 16_748
/** Kept for pigpio's own counters. */
const ownBlocks = 1_180
const ownWords = 790
const mostWaves = 250

/**
 * Who is where in pigpio's memory. A deleted wave's place is given to one of exactly its size; else new memory is taken, and only the
 * end of the last wave gives memory back, with that of the deleted ones below it.
 */
export class WavePlaces {
  /** Also those beyond the last wave, as they were. */
  readonly #places: WavePlace[] = []
  #waves = 0

  /** The wave's number. */
  take(blocks: number, words: number): number {
    const fitting = this.#there.findIndex((place) => place.isDeleted && place.blocks === blocks && place.words === words)
    const id = fitting >= 0 ? fitting : this.#append(blocks, words)
    this.of(id, false).isDeleted = false
    return id
  }

  delete(id: number): void {
    this.of(id).isDeleted = true
    if (id !== this.#waves - 1) return
    while (this.#waves > 0 && this.#places[this.#waves - 1]?.isDeleted === true) this.#waves -= 1
  }

  clear(): void {
    this.#waves = 0
  }

  of(id: number, living = true): WavePlace {
    const place = this.#there[id]
    if (place === undefined || (living && place.isDeleted)) throw waveError(-66, 'PI_BAD_WAVE_ID')
    return place
  }

  /** The wave that a block is of, also by what is left of waves that were cleared. */
  at(block: number): number | null {
    const id = this.#places.findIndex((it) => !it.isDeleted && block >= it.firstBlock && block < it.firstBlock + it.blocks)
    return id < 0 ? null : id
  }

  get #there(): WavePlace[] {
    return this.#places.slice(0, this.#waves)
  }

  #append(blocks: number, words: number): number {
    const last = this.#places[this.#waves - 1]
    const firstBlock = this.#waves > 0 && last !== undefined ? last.firstBlock + last.blocks : ownBlocks
    const firstWord = this.#waves > 0 && last !== undefined ? last.firstWord + last.words : ownWords
    if (firstBlock + blocks > controlBlocks) throw waveError(-67, 'PI_TOO_MANY_CBS')
    if (firstWord + words > allWords) throw waveError(-68, 'PI_TOO_MANY_OOL')
    // Here pigpio goes on, and writes beyond its table.
    if (this.#waves >= mostWaves) throw waveError(-70, 'PI_NO_WAVEFORM_ID')
    this.#places[this.#waves] = { firstBlock, blocks, firstWord, words, isDeleted: false }
    return this.#waves++
  }
}

export const waveError = (code: number, name: string) => new Error(`pigpio error ${code} (${name})`)

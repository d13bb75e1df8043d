import { chance } from './chance.ts'

/** Of the sum of four bytes, each evenly spread from 0 to 255. */
const sumMean = 510
const sumRms = Math.sqrt((4 * (256 ** 2 - 1)) / 12)

/** White noise that is nearly normal (none beyond 3.45 rms) and always the same: the sum of the four bytes of numbers drawn by xorshift (Marsaglia 2003). */
export class Noise {
  readonly #state = new Int32Array(1)
  readonly #perStep: number

  constructor(rms: number, seed: number) {
    this.#state[0] = 1 + chance(seed, 99) * 0x7fff_fffe
    this.#perStep = rms / sumRms
  }

  next(): number {
    let state = this.#state[0] ?? 1
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state[0] = state
    const sum = (state & 0xff) + ((state >>> 8) & 0xff) + ((state >>> 16) & 0xff) + (state >>> 24)
    return (sum - sumMean) * this.#perStep
  }
}

import type { Level } from '../ports.ts'

/** What is done at the end of pigpio's waves: a pin is switched, at this microsecond of the clock. */
export type SwitchPin = (pin: number, level: Level, atUs: number) => void

/** All of them (NUM_WAVE_CBS), some of which are pigpio's own. */
export const controlBlocks = 25_016

/**
 * Control blocks in memory and the DMA channel that goes through them. It reads a block, and with it which one is next, when it begins
 * with it: whoever changes that later changes nothing. Block 0 stands for none.
 */
export class WaveDma {
  /** The block that is carried out; 0: none. */
  at = 0
  readonly #next = new Int32Array(controlBlocks)
  readonly #delayUs = new Float64Array(controlBlocks)
  /** Pin + 1, negative for low; 0: no word. */
  readonly #word = new Int8Array(controlBlocks)
  #nextAt = 0
  #untilUs = 0
  readonly #switchPin: SwitchPin

  constructor(switchPin: SwitchPin) {
    this.#switchPin = switchPin
  }

  writeWord(block: number, pin: number, level: Level): void {
    this.#write(block, 0, level === 1 ? pin + 1 : -pin - 1)
  }

  writeDelay(block: number, delayUs: number): void {
    this.#write(block, delayUs, 0)
  }

  link(block: number, next: number): void {
    this.#next[block] = next
  }

  start(block: number, nowUs: number): void {
    this.#read(block, nowUs)
  }

  stop(): void {
    this.at = 0
  }

  /** Carries out what is due. */
  advance(nowUs: number): void {
    while (this.at !== 0 && this.#untilUs <= nowUs) this.#read(this.#nextAt, this.#untilUs)
  }

  /** The one after it in memory is next. */
  #write(block: number, delayUs: number, word: number): void {
    this.#delayUs[block] = delayUs
    this.#word[block] = word
    this.#next[block] = block + 1
  }

  #read(block: number, atUs: number): void {
    this.at = block
    this.#nextAt = this.#next[block] ?? 0
    this.#untilUs = atUs + (this.#delayUs[block] ?? 0)
    const word = this.#word[block] ?? 0
    if (block !== 0 && word !== 0) this.#switchPin(Math.abs(word) - 1, word > 0 ? 1 : 0, atUs)
  }
}

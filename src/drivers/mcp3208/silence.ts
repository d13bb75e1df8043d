import { DeviceError } from '../../entities/errors.ts'

/** Some tenths of a second. */
const looked = 4096

/** More frames than this without a null bit, or with nothing but zeros, are no noise. */
const tolerated = looked / 4

/**
 * Notices that no chip answers. A live chip sends a null bit, always 0, before the value (DS21298E, figure 6-1): a floating or high line
 * shows 1 there. A line that is held low shows nothing but zeros, on every channel.
 */
export class Silence {
  readonly #device: string
  #frames = 0
  #wrong = 0
  #zeros = 0

  constructor(device: string) {
    this.#device = device
  }

  /** Counts one frame; `value` null: its null bit was set. Throws a DeviceError once it is clear that there is no chip. */
  count(value: number | null): void {
    if (value === null) this.#wrong++
    else if (value === 0) this.#zeros++
    if (++this.#frames < looked) return
    const { wrong, zeros } = this.#begin()
    if (wrong > tolerated) throw new DeviceError(`no MCP3208 answers on ${this.#device} (its data line is high or open): ${advice}`)
    if (zeros === looked) throw new DeviceError(`no MCP3208 answers on ${this.#device} (its data line is low all the time): ${advice}`)
  }

  #begin() {
    const counted = { wrong: this.#wrong, zeros: this.#zeros }
    this.#frames = this.#wrong = this.#zeros = 0
    return counted
  }
}

const advice = 'check its power, its wires (CLK, DOUT, DIN, CS) and that this chip select is its own'

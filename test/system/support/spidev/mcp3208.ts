import { z } from 'zod'
import { type Signal, signalOf, signalSchema } from './signal.ts'

export const chipSchema = z.strictObject({
  /** Inputs 0 to 7. One that is not named lies at 0 V. */
  channels: z.record(z.string().regex(/^[0-7]$/, 'a channel is 0 to 7'), signalSchema),
  /** What damage shows on the data line; null: none. */
  fault: z.enum(['dead zeros', 'dead ones', 'null bit set']).nullable(),
  /** The input that the multiplexer gives whichever is asked for; null: it works. */
  stuckChannel: z.int().min(0).max(7).nullable(),
})

export interface ChipDescription {
  readonly channels: Readonly<Record<number, Signal>>
  readonly fault?: z.infer<typeof chipSchema>['fault']
  readonly stuckChannel?: number | null
}

/** A chip on SPI as the wires see it. */
export interface Chip {
  /** Chip select falls. */
  select(): void
  /** Clocks bytes in and out while chip select is low. `atUs` is when the first clock begins, in CLOCK_MONOTONIC. */
  exchange(sent: Uint8Array, received: Uint8Array, atUs: number, clockHz: number): void
}

/** From the start bit on: it, single-ended or differential, D2, D1, D0 (DS21298E, table 5-1). */
const commandBits = 5
/** The sample is held at the end of the clock that follows the command, and one more clock carries the null bit (figure 5-1). */
const heldAfter = commandBits + 1
const nullBit = heldAfter + 1
const resolutionBits = 12

/** An MCP3208, bit by bit (DS21298E, 5.0). Differential inputs are not emulated: they read as 0. */
export function mcp3208(): Chip & { become(description: z.infer<typeof chipSchema>): void } {
  let inputs: ((atUs: number) => number)[] = []
  let [fault, stuckChannel]: [string | null, number | null] = [null, null]
  let [clocks, command, heldCounts] = [0, 0, 0] // clocks since the start bit, which is the first; 0: it has not come

  const converted = (atUs: number): number => {
    if ((command & 0b1000) === 0) return 0
    const counts = inputs[stuckChannel ?? command & 0b111]?.(atUs) ?? 0
    return Math.min(Math.max(Math.round(counts), 0), 2 ** resolutionBits - 1)
  }
  const clock = (bitIn: number, endUs: number): number => {
    if (clocks === 0 && bitIn === 0) return 0
    clocks++
    if (clocks <= commandBits) command = (command << 1) | bitIn
    else if (clocks === heldAfter) heldCounts = converted(endUs)
    return bitOut(clocks, heldCounts)
  }
  return {
    become(description) {
      inputs = Array.from({ length: 8 }, (_, channel) => signalOf(description.channels[channel] ?? signalSchema.parse({ biasCounts: 0 })))
      ;({ fault, stuckChannel } = description)
    },
    select() {
      ;[clocks, command, heldCounts] = [0, 0, 0]
    },
    exchange(sent, received, atUs, clockHz) {
      for (let bit = 0; bit < 8 * sent.length; bit++) {
        const [byte, shift] = [bit >> 3, 7 - (bit & 7)]
        let out = clock(((sent[byte] ?? 0) >> shift) & 1, atUs + ((bit + 1) * 1e6) / clockHz)
        if (fault === 'null bit set' && clocks === nullBit) out = 1
        if (fault === 'dead zeros') out = 0
        if (fault === 'dead ones') out = 1
        received[byte] = ((shift === 7 ? 0 : (received[byte] ?? 0)) | (out << shift)) & 0xff
      }
    },
  }
}

/** Most significant bit first, then back again from bit 1, then zeros for as long as chip select stays low (figures 5-1 and 5-2). */
function bitOut(clocks: number, counts: number): number {
  const place = clocks - nullBit - 1
  if (place < 0 || place > 2 * resolutionBits - 2) return 0
  return (counts >> Math.abs(resolutionBits - 1 - place)) & 1
}

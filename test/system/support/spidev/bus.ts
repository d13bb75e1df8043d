import type { Chip } from './mcp3208.ts'
import type { Transfer } from './transfer.ts'

/** Chip selects of one SPI controller. One message is clocked at a time. */
export interface Bus {
  /** When the message that is clocked now, or was last, ends: CLOCK_MONOTONIC. */
  endUs: number
}

/** A chip and its chip select line, which a message may leave low. */
export interface Wired {
  readonly chip: Chip
  selected: boolean
}

export interface Clocked {
  /** What came back, one for each transfer. */
  readonly received: readonly Uint8Array[]
  /** How often chip select fell. */
  readonly selections: number
  readonly startUs: number
  readonly endUs: number
}

/**
 * Clocks a message in model time, from `atUs` or from the end of the bus's message before: the transfers follow each other without a gap,
 * but for their delays and `chipSelectUs` wherever chip select goes high. As in the SPI core, it goes high after a transfer with a change of chip
 * select and after the last transfer; a change asked for on the last leaves it low.
 */
export function clock(
  bus: Bus,
  wired: Wired,
  transfers: readonly Transfer[],
  sent: readonly Uint8Array[],
  { atUs, chipSelectUs }: { readonly atUs: number; readonly chipSelectUs: number },
): Clocked {
  const startUs = Math.max(atUs, bus.endUs)
  let [nowUs, selections] = [startUs, 0]
  const received = transfers.map((transfer, index) => {
    if (!wired.selected) {
      wired.chip.select()
      selections++
    }
    const answer = new Uint8Array(transfer.bytes)
    wired.chip.exchange(sent[index] ?? new Uint8Array(transfer.bytes), answer, nowUs, transfer.speedHz)
    const isLast = index === transfers.length - 1
    wired.selected = transfer.chipSelectChange === isLast
    nowUs += (8e6 * transfer.bytes) / transfer.speedHz + transfer.delayUs + (wired.selected ? 0 : chipSelectUs)
    return answer
  })
  bus.endUs = nowUs
  return { received, selections, startUs, endUs: nowUs }
}

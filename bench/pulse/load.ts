import type { Kernel } from '../../src/hardware/linux/gpio/kernel.ts'
import { monotonicUs } from '../../src/hardware/linux/gpio/kernel.ts'
import { eventBytes } from '../../src/hardware/linux/gpio/layout.ts'

export const inputs = 8
export const rateHz = 1_000
export const runS = 10

const risingEdge = 1
const fallingEdge = 2

/** The events of one line as the kernel writes them (struct gpio_v2_line_event): time stamp in ns, kind, offset, two sequence numbers. */
function recorded(offset: number, startUs: number): Buffer {
  const pulses = rateHz * runS
  const events = Buffer.alloc(2 * pulses * eventBytes)
  for (let edge = 0; edge < 2 * pulses; edge++) {
    const at = edge * eventBytes
    const isRise = edge % 2 === 0
    const us = startUs + Math.floor(edge / 2) * (1e6 / rateHz) + (isRise ? 0 : 0.4e6 / rateHz)
    events.writeBigUInt64LE(BigInt(Math.round(us * 1000)), at)
    events.writeUInt32LE(isRise ? risingEdge : fallingEdge, at + 8)
    events.writeUInt32LE(offset, at + 12)
    events.writeUInt32LE(edge + 1, at + 16)
    events.writeUInt32LE(edge + 1, at + 20)
  }
  return events
}

/** A kernel that hands out the recorded events of its lines when their time has come. */
export function recordedKernel(): Pick<Kernel, 'read' | 'nowUs'> {
  const startUs = monotonicUs() + 500_000
  const lines = Array.from({ length: inputs }, (_, line) => ({ events: recorded(line, startUs + line * 100), at: 0 }))
  return {
    nowUs: monotonicUs,
    read(line, into) {
      const recording = lines[line]
      if (recording === undefined) return null
      const nowNs = BigInt(Math.round(monotonicUs() * 1000))
      const { events, at } = recording
      let end = at
      while (end < events.length && end - at + eventBytes <= into.length && events.readBigUInt64LE(end) <= nowNs) end += eventBytes
      events.copy(into, 0, at, end)
      recording.at = end
      return end === at ? null : end - at
    },
  }
}

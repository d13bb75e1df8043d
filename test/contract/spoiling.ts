import * as fc from 'fast-check'
import type { Edge } from '../../src/hardware/ports.ts'
import { withCrc } from '../support/modbusFrames.ts'
import type { Spoiled } from './installed.ts'

/** What comes back instead of what the chip says: itself, nothing, some bytes, or (in a pair of brackets) some bytes as the data of an intact reply. */
type Spoil = 'pass' | 'silence' | Uint8Array | [Uint8Array]

const bytes = fc.uint8Array({ maxLength: 40 })

/** Again and again, in this order. */
export const spoiling = fc.array(fc.oneof(fc.constant('pass' as const), fc.constant('silence' as const), bytes, fc.tuple(bytes)), {
  minLength: 1,
  maxLength: 40,
})

export function spoiledBy(spoils: readonly Spoil[]): Spoiled {
  let asked = 0
  const next = () => spoils[asked++ % spoils.length] ?? 'silence'
  return {
    slave: (slave) => ({
      answer(request) {
        const spoil = next()
        if (spoil === 'pass') return slave.answer(request)
        if (spoil === 'silence') return null
        return Array.isArray(spoil) ? withCrc(request[0] ?? 0, request[1] ?? 0, ...spoil[0]) : spoil
      },
    }),
    chip: (chip) => ({
      exchange(sent, atUs, received, offset) {
        const spoil = next()
        if (spoil === 'pass') return chip.exchange(sent, atUs, received, offset)
        const shown = Array.isArray(spoil) ? [0, (spoil[0][0] ?? 0) & 0x0f, ...spoil[0]] : spoil
        for (let i = 0; i < sent.length; i++) received[offset + i] = typeof shown === 'string' ? 0xff : (shown[i] ?? 0)
      },
    }),
    pin: (driver) => ({
      level: driver.level,
      edges(fromUs, toUs) {
        const spoil = next()
        if (spoil === 'pass') return driver.edges(fromUs, toUs)
        return spoil === 'silence' ? [] : noise(Array.isArray(spoil) ? spoil[0] : spoil, fromUs, toUs)
      },
    }),
  }
}

/** An edge a byte: its level, and its time after the one before. */
function noise(spoils: Uint8Array, fromUs: number, toUs: number): Edge[] {
  let atUs = fromUs
  return [...spoils].map((byte): Edge => ({ level: byte % 2 === 0 ? 0 : 1, atUs: (atUs = Math.min(toUs, atUs + byte ** 2)) }))
}

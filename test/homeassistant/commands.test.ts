import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeRows } from '../../src/entities/completeRows.ts'
import type { Row } from '../../src/entities/rows.ts'
import { legible, readCommand } from '../../src/homeassistant/commands.ts'
import { meterRows } from './support/rows.ts'

const rows = completeRows({
  ...meterRows,
  fine: { platform: 'number', min: 0.05, max: 0.93, step: 0.1 },
  mode: { platform: 'select', options: ['auto', 'Off peak'] },
  cold: { platform: 'number', min: -30, max: 5, step: 0.5, unit: '°C' },
})

const read = (entity: string, payload: string) => readCommand(rows, entity, Buffer.from(payload))

describe('a command', () => {
  it.each([
    ['threshold', '100', 100],
    ['threshold', ' 100\n', 100],
    ['threshold', '1e3', 1_000],
    ['threshold', '100.4', 100],
    ['threshold', '+25000', 25_000],
    ['cold', '-7.3', -7.5],
    ['cold', '-.2', 0],
    ['fine', '0.31', 0.35],
    ['fine', '0.93', 0.85],
    ['set_energy', '1234.5678', 1234.568],
  ])('to %s with %j sets %d', (entity, payload, value) => {
    expect(read(entity, payload)).toEqual({ command: { entity, value } })
  })

  it('to a select chooses an option', () => {
    expect(read('mode', 'Off peak')).toEqual({ command: { entity: 'mode', value: 'Off peak' } })
  })

  it('presses a button', () => {
    expect(read('reset', 'PRESS')).toEqual({ command: { entity: 'reset' } })
  })

  it.each([
    ['threshold', '0', 'threshold takes a number from 1 to 25000 W, found "0"'],
    ['threshold', '25001', 'threshold takes a number from 1 to 25000 W, found "25001"'],
    ['threshold', 'NaN', 'threshold takes a number from 1 to 25000 W, found "NaN"'],
    ['threshold', 'Infinity', 'threshold takes a number from 1 to 25000 W, found "Infinity"'],
    ['threshold', '0x10', 'threshold takes a number from 1 to 25000 W, found "0x10"'],
    ['threshold', '1,5', 'threshold takes a number from 1 to 25000 W, found "1,5"'],
    ['threshold', '', 'threshold takes a number from 1 to 25000 W, found ""'],
    ['threshold', '12 W', 'threshold takes a number from 1 to 25000 W, found "12 W"'],
    ['fine', 'on', 'fine takes a number from 0.05 to 0.93, found "on"'],
    ['threshold', `7\n\u0007${'z'.repeat(100)}`, `threshold takes a number from 1 to 25000 W, found "7??${'z'.repeat(37)}"`],
    ['mode', 'off peak', 'mode takes one of auto, Off peak, found "off peak"'],
    ['mode', '', 'mode takes one of auto, Off peak, found ""'],
    ['reset', 'press', 'reset takes PRESS, found "press"'],
    ['power', '1', 'power cannot be set'],
    ['energy', '1', 'energy cannot be set'],
    ['problem', 'off', 'problem cannot be set'],
    ['nothing', '1', 'there is no nothing to set'],
    ['constructor', '1', 'there is no constructor to set'],
    ['\u001b[31m', '1', 'there is no ?[31m to set'],
  ])('to %s with %j is refused: %s', (entity, payload, refusal) => {
    expect(read(entity, payload)).toEqual({ refusal })
  })

  it('of a megabyte is refused unread', () => {
    expect(readCommand(rows, 'threshold', Buffer.alloc(1_000_000, '1'))).toEqual({
      refusal: 'threshold was sent 1000000 bytes, allowed are 1024',
    })
  })

  it('whatever its bytes are, either keeps to its row or is refused in one short legible line', () => {
    const entity = fc.oneof(fc.constantFrom(...Object.keys(rows)), fc.string())
    const options = fc.constantFrom('auto', 'Off peak').map((text) => Buffer.from(text))
    const numbers = fc.oneof(fc.double(), fc.integer()).map((value) => Buffer.from(String(value)))
    const payload = fc.oneof(
      numbers,
      options,
      fc.uint8Array({ maxLength: 2_000 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(entity, payload, (key, bytes) => {
        expect(verdict(key, bytes)).toBe('fine')
      }),
      { numRuns: 10_000 },
    )
  })
})

/** What is wrong with the answer to a command. */
function verdict(key: string, bytes: Uint8Array): string {
  const asked = readCommand(rows, key, bytes)
  if ('refusal' in asked) return /^[\p{L}\p{N}\p{P}\p{S} ]{1,160}$/u.test(asked.refusal) ? 'fine' : `illegible: ${asked.refusal}`
  const row = rows[asked.command.entity]
  if (row?.platform === 'button') return Buffer.from(bytes).toString() === 'PRESS' ? 'fine' : 'pressed by something else'
  return row !== undefined && isAllowed(row, asked.command.value) ? 'fine' : `taken: ${JSON.stringify(asked)}`
}

const isAllowed = (row: Row, value: number | string | undefined) =>
  typeof value === 'string'
    ? row.platform === 'select' && row.options.includes(value)
    : row.platform === 'number' && value !== undefined && value >= row.min && value <= row.max

describe('text from outside in a log line', () => {
  it('keeps letters of all scripts and replaces what does not print, half a character included', () => {
    expect(legible('Küche 厨房 🔥\t\u202e')).toBe('Küche 厨房 🔥??')
    expect(legible(`${'x'.repeat(39)}🔥`)).toBe(`${'x'.repeat(39)}?`)
  })
})

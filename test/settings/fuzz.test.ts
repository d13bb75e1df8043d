import { assert, property, string } from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { config } from 'zod'
import { house, load } from './support/meter.ts'
import { mutated } from './support/mutations.ts'

// Schemas that check one file are not worth compiling.
config({ jitless: true })

const shipped = readFileSync(new URL('../../addon/energy-monitor.yaml', import.meta.url), 'utf8')
const uncommented = shipped.replaceAll(/^#(?= {2,}\S|\S+:)/gm, '').replace('devices: {}', 'devices:')

const wellFormed = /^energy-monitor\.yaml:[1-9]\d*:[1-9]\d*: (?:[\w.…-]+: )?found [^\n\r]+$/

/** Settings or sentences, and of each device that is left out a sentence. */
function answers(text: string) {
  const { settings, mistakes } = load(text, { X: 'x' })
  expect(settings !== null || mistakes.length > 0).toBe(true)
  for (const { sentence } of mistakes) expect(sentence).toMatch(wellFormed)
  const off = new Set(mistakes.map(({ device }) => device))
  for (const { id } of settings?.devices ?? []) expect(off).not.toContain(id)
}

test('10 000 damaged files give settings or sentences, never a crash', { timeout: 600_000 }, () => {
  assert(property(mutated(house, shipped, uncommented), answers), { numRuns: 10_000 })
})

test('so does junk', () => {
  assert(property(string({ maxLength: 300, unit: 'binary' }), answers), { numRuns: 500 })
})

test.each(['\n', '#\n', '"', '! ', '&a ', ']', '%a\n', 'a:\n', '? a\n', '{a: 1,', '--- \n', '\0', ' \n', '"\\\n'])(
  'and the longest file of %j, in reasonable time',
  { timeout: 200_000 },
  (piece) => {
    // The processor's time: what else runs on the machine takes of the clock's.
    const start = process.cpuUsage()
    answers(piece.repeat(100_000 / piece.length))
    expect(process.cpuUsage(start).user).toBeLessThan(20e6)
  },
)

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JournalText } from '../../src/runtime/journalText.ts'

type Values = ReadonlyMap<string, unknown>

const values = (record: Readonly<Record<string, unknown>>): Values => new Map(Object.entries(record))

function written(steps: readonly Values[]): { text: JournalText; lines: string[] } {
  const text = new JournalText()
  const [first, ...later] = steps
  text.entry(first ?? new Map())
  return { lines: [text.anew(), ...later.map((step) => text.entry(step))], text }
}

const boiler = (registerWh: number) => ({ version: 1, registerWh })

/** Reads as far as it can. */
function read(whole: string): Values {
  const text = new JournalText()
  for (const line of whole.split('\n').slice(1, -1)) if (!text.apply(line)) break
  return text.values
}

const jsonValue = fc.oneof(
  fc.integer({ min: 0, max: 9_999_999_999 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.record({ version: fc.constant(1), registerWh: fc.nat(), wallMs: fc.nat({ max: 2e12 }) }),
  fc.jsonValue({ maxDepth: 3 }).map((value): unknown => JSON.parse(JSON.stringify(value))),
)
const key = fc.constantFrom('boiler', 'boiler.energy', '1', '2.energy', 'published', '__proto__')
const steps = fc.array(fc.uniqueArray(fc.tuple(key, jsonValue), { selector: ([name]) => name, maxLength: 6 }), {
  minLength: 1,
  maxLength: 8,
})
const toMaps = (lists: readonly (readonly (readonly [string, unknown])[])[]): Values[] => lists.map((list) => new Map(list))
const after = (done: readonly Values[]): Values => new Map(done.flatMap((step) => [...step]))

describe('the text of a journal', () => {
  it('gives back the values that were written, whatever they were and however they changed', () => {
    fc.assert(
      fc.property(steps.map(toMaps), (all) => {
        const { lines, text } = written(all)
        expect(read(lines.join(''))).toEqual(after(all))
        expect(text.values).toEqual(after(all))
      }),
    )
  })

  it('cut anywhere behind its first entry, it gives the values of an earlier entry, whole', () => {
    fc.assert(
      fc.property(steps.map(toMaps), fc.double({ min: 0, max: 1, noNaN: true }), (all, where) => {
        const { lines } = written(all)
        const whole = lines.join('')
        const first = lines[0]?.length ?? 0
        const cut = first + Math.floor((whole.length - first) * where)
        const entries = lines.map((_, i) => lines.slice(0, i + 1).join('').length).filter((end) => end <= cut).length
        expect(read(whole.slice(0, cut))).toEqual(after(all.slice(0, entries)))
      }),
    )
  })

  it('ignores a line with any one character changed, and what follows it', () => {
    const all = [{ a: 1, b: { n: 10 } }, { a: 2 }, { a: 3, b: { n: 12 } }].map(values)
    const { lines } = written(all)
    const [start, second = '', third] = lines
    for (let i = 0; i < second.length - 1; i++) {
      const damaged = second.slice(0, i) + (second[i] === '5' ? '6' : '5') + second.slice(i + 1)
      expect(read(`${start}${damaged}${third}`)).toEqual(values({ a: 1, b: { n: 10 } }))
    }
  })

  it('ignores what follows a line that is missing or stands twice', () => {
    const { lines } = written([{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }].map(values))
    const [start, second, third, fourth] = lines
    expect(read(`${start}${third}${fourth}`)).toEqual(values({ a: 1 }))
    expect(read(`${start}${second}${second}${third}`)).toEqual(values({ a: 2 }))
  })

  it('says nothing where nothing differs', () => {
    const { text } = written([values({ a: 1, b: { n: 0.1 } })])
    expect(text.entry(values({ a: 1, b: { n: 0.1 } }))).toBe('')
    expect(text.entry(values({ b: { n: 0.1 } }))).toBe('')
  })

  it('can be read by people', () => {
    const text = new JournalText()
    text.entry(values({ 'boiler.energy': 12_345_678, boiler: boiler(12_345) }))
    expect(text.anew()).toBe(
      'energy-monitor journal 1\n507573ec [[],[["boiler.energy",12345678],["boiler",{"version":1,"registerWh":12345}]]]\n',
    )
    expect(text.entry(values({ 'boiler.energy': 12_358_178, boiler: boiler(12_358) })).slice(9)).toBe('[[12500,0,13],[]]\n')
    expect(text.entry(values({ boiler: null, 'oven.energy': 5 })).slice(9)).toBe('[[],[["boiler",null],["oven.energy",5]]]\n')
  })
})

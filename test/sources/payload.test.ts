import { anything, array, assert, constantFrom, json, oneof, option, property, string, stringify, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPayload } from '../../src/sources/payload.ts'

const read = (text: string, path: string | null = null) => {
  const answer = readPayload(new TextEncoder().encode(text), path === null ? null : path.split('.'))
  return 'value' in answer ? answer.value : answer.problem
}

describe('a message that is a number', () => {
  it.each([
    ['230', 230],
    [' 230.4\n', 230.4],
    ['-0.5', -0.5],
    ['+5.', 5],
    ['.5', 0.5],
    ['1.2e3', 1200],
    ['1E-2', 0.01],
    ['0', 0],
  ])('%j is %d', (text, value) => expect(read(text)).toBe(value))

  it.each([
    ['', 'an empty message is no number'],
    ['ON', '"ON" is no number'],
    ['NaN', '"NaN" is no number'],
    ['Infinity', '"Infinity" is no number'],
    ['1e999', '"1e999" is no number'],
    ['230 V', '"230 V" is no number'],
    ['1,5', '"1,5" is no number'],
    ['0x10', '"0x10" is no number'],
    ['{"a":1}', '"{"a":1}" is no number'],
    ['1'.repeat(65), '"11111111111111111111…" is no number'],
    ['\0\n', '"\uFFFD\uFFFD" is no number'],
  ])('%j is none', (text, problem) => expect(read(text)).toBe(problem))

  it('is not looked for in what is too long', () => {
    expect(read(`1${' '.repeat(100_000)}`)).toBe('a message of 100001 bytes is too long')
  })
})

describe('a number in a message of JSON', () => {
  it.each([
    ['{"voltage":230.4}', 'voltage', 230.4],
    ['{"a":{"b":[5,6]}}', 'a.b.1', 6],
    ['[7]', '0', 7],
    ['{"a":"230.4"}', 'a', 230.4],
    ['{"a":-0}', 'a', -0],
  ])('%s at %s', (text, path, value) => expect(read(text, path)).toBe(value))

  it.each([
    ['{"voltage":null}', 'voltage', 'its voltage is not known there'],
    ['{"a":1}', 'voltage', 'its messages have no voltage'],
    ['{"a":1}', 'a.b', 'its messages have no a.b'],
    ['{"a":[1]}', 'a.1', 'its messages have no a.1'],
    ['{}', 'constructor.length', 'its messages have no constructor.length'],
    ['{}', '__proto__', 'its messages have no __proto__'],
    ['{"a":true}', 'a', 'its a is no number'],
    ['{"a":"on"}', 'a', '"on" is no number'],
    ['{"a":1e999}', 'a', 'its a is no number'],
    ['null', 'a', 'its messages have no a'],
    ['230', 'a', 'its messages have no a'],
    ['"text"', '0', 'its messages have no 0'],
    ['offline', 'a', '"offline" is no JSON'],
    ['', 'a', 'an empty message is no JSON'],
  ])('is not in %s at %s', (text, path, problem) => {
    expect(read(text, path)).toBe(problem)
  })

  it('may be as deep as a message can be', () => {
    expect(read(`{"a":${'['.repeat(40_000)}1${']'.repeat(40_000)}}`, 'a')).toBe('its a is no number')
    expect(read('['.repeat(90_000), 'a')).toBe('"[[[[[[[[[[[[[[[[[[[[…" is no JSON')
  })
})

it('10 000 messages of any kind are a finite number or a sentence', () => {
  const messages = oneof(
    uint8Array({ maxLength: 200 }),
    oneof(string({ unit: 'binary' }), json(), anything().map(stringify), constantFrom('1e308', '-1e309', '{"a":', '00', '١')).map((text) =>
      new TextEncoder().encode(text),
    ),
  )
  const paths = option(array(oneof(string(), constantFrom('0', 'a', '__proto__', 'length')), { minLength: 1, maxLength: 4 }))
  assert(
    property(messages, paths, (payload, path) => {
      const answer = readPayload(payload, path)
      expect('value' in answer ? Number.isFinite(answer.value) : /^[^\n\r]+$/.test(answer.problem)).toBe(true)
    }),
    { numRuns: 10_000 },
  )
})

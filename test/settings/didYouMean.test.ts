import { expect, test } from 'vitest'
import { didYouMean } from '../../src/settings/didYouMean.ts'

const keys = ['address', 'port', 'every', 'name', 'model', 'url']

test.each([
  ['adress', 'address'],
  ['addresss', 'address'],
  ['Address', 'address'],
  ['prot', 'port'],
  ['evrey', 'every'],
  ['nmae', 'name'],
  ['modle', 'model'],
  ['ulr', 'url'],
])('%s probably means %s', (word, meant) => {
  expect(didYouMean(word, keys)).toBe(meant)
})

test.each(['', 'x', 'colour', 'export_limit', 'addr', 'p'.repeat(100_000)])('%s means none of them', (word) => {
  expect(didYouMean(word, keys)).toBeNull()
})

test('the nearest is taken, the first of equals', () => {
  expect(didYouMean('currents', ['currant', 'current'])).toBe('current')
  expect(didYouMean('bat', ['cat', 'hat'])).toBe('cat')
})

import { describe, expect, it } from 'vitest'
import { failedIn, leftOutIn, listed, type Report } from '../../tools/failures.mjs'

const file = (...tests: readonly (readonly [title: string, status: string, ...messages: string[]])[]) => ({
  name: `${process.cwd()}/test/needle.test.ts`,
  status: tests.every(([, status]) => status !== 'failed') ? 'passed' : 'failed',
  message: '',
  assertionResults: tests.map(([title, status, ...failureMessages]) => ({ ancestorTitles: ['a needle'], title, status, failureMessages })),
})
const reportOf = (...testResults: Report['testResults']): Report => ({ testResults })

describe('what failed in a run of tests', () => {
  it('is nothing where all passed and it ended well', () => {
    expect(failedIn(reportOf(file(['turns', 'passed'])), true)).toEqual([])
  })

  it('is each failed test with the first line of its error', () => {
    const report = reportOf(file(['turns', 'passed'], ['stops', 'failed', 'Error: expected 1 to be 2\n\n    at needle.ts:1:2']))
    expect(failedIn(report, false)).toEqual([{ name: 'test/needle.test.ts > a needle > stops', lines: ['Error: expected 1 to be 2'] }])
  })

  it('is of a property also how to see it again', () => {
    const message =
      'Error: Property failed after 3 tests\n{ seed: 7, path: "2" }\nCounterexample: [0]\nShrunk 4 time(s)\nHint: more\n    at x'
    expect(failedIn(reportOf(file(['turns', 'failed', message])), false)[0]?.lines).toEqual(message.split('\n').slice(0, 4))
  })

  it('is a file that could not be loaded', () => {
    const unloaded = { ...file(), status: 'failed', message: 'Error: Cannot find module' }
    expect(failedIn(reportOf(unloaded), false)).toEqual([{ name: 'test/needle.test.ts', lines: ['Error: Cannot find module'] }])
  })

  it('is an error outside of all tests, which only the exit code shows', () => {
    expect(failedIn(reportOf(file(['turns', 'passed'])), false)).toEqual([{ name: 'an error outside of all tests', lines: [] }])
  })

  it('is no test that was left out, which is listed by itself', () => {
    const report = reportOf(file(['turns', 'skipped'], ['stops', 'todo']))
    expect(failedIn(report, true)).toEqual([])
    expect(leftOutIn(report).map(({ name }) => name)).toEqual([
      'test/needle.test.ts > a needle > turns',
      'test/needle.test.ts > a needle > stops',
    ])
  })
})

describe('the list at the end', () => {
  const failures = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `test ${n}`, lines: ['why'] }))

  it('has the words of each below its name, where there is room', () => {
    expect(listed(failures(2))).toEqual(['test 0', '    why', 'test 1', '    why'])
  })

  it('has all names before any words, and says how many more there are', () => {
    expect(listed(failures(30))).toEqual(failures(30).map(({ name }) => name))
    expect(listed(failures(43)).slice(-2)).toEqual(['test 39', 'and 3 more'])
  })

  it('cuts what is very long', () => {
    expect(listed([{ name: 'x'.repeat(500), lines: [] }])).toEqual([`${'x'.repeat(300)}…`])
  })
})

// What the reports of vitest say of failures, as lines for the end of a log.
import { relative } from 'node:path'

/** @typedef {{ name: string, lines: string[] }} Failure */

/** How many lines say what failed, and how long a line may be: a counterexample can be very long. */
const mostLines = 40
const longest = 300

/**
 * Failed tests with the first lines of their errors, files that failed without one, and what went wrong outside of any, of which the report
 * says nothing: only the exit code does.
 */
export function failedIn({ testResults }, endedWell) {
  const failed = testResults.flatMap((file) => {
    const tests = named(file, 'failed')
    return file.status === 'failed' && tests.length === 0 ? [{ name: path(file), lines: told(file.message) }] : tests
  })
  return failed.length > 0 || endedWell ? failed : [{ name: 'an error outside of all tests', lines: [] }]
}

/** Tests that did not run. */
export const leftOutIn = ({ testResults }) =>
  ['skipped', 'pending', 'todo'].flatMap((status) =>
    testResults.flatMap((file) => named(file, status)).map(({ name }) => ({ name, lines: ['was left out'] })),
  )

/** One line after another; the names of all come before the words of any where there is no room for both. */
export function listed(failures) {
  const all = failures.flatMap(({ name, lines }) => [name, ...lines.map((line) => `    ${line}`)])
  const lines = all.length <= mostLines ? all : failures.map(({ name }) => name)
  const more = lines.length - mostLines
  return [...lines.slice(0, mostLines), ...(more > 0 ? [`and ${more} more`] : [])].map(cut)
}

function named(file, wanted) {
  const tests = file.assertionResults.filter(({ status }) => status === wanted)
  return tests.map(({ ancestorTitles, title, failureMessages }) => ({
    name: [path(file), ...ancestorTitles, title].join(' > '),
    lines: failureMessages.flatMap(told),
  }))
}

const path = ({ name }) => relative(process.cwd(), name)

/** The first line; of a property also its seed, its counterexample and how often that was shrunk. */
function told(message) {
  // What the report has of a test that took too long.
  if (message.includes('STACK_TRACE_ERROR')) return ['took too long']
  const [first, ...rest] = message.split('\n').filter((line) => !/^\s+at /.test(line) && line.trim() !== '')
  if (first === undefined) return []
  return [first, ...(/Property (?:failed|interrupted)/.test(first) ? rest.slice(0, 3) : [])]
}

const cut = (line) => (line.length > longest ? `${line.slice(0, longest)}…` : line)

// `npm test`: sets everything up, builds, and runs all tests that this machine can run. With CI=true it first installs what
// they need, and a part left out is a failure. The last line counts all kinds of tests together, the lines above it say what failed.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { failedIn, leftOutIn, listed } from './failures.mjs'
import { ensurePackages, step } from './setup.mjs'
import { parts } from './parts.mjs'

/** @typedef {import('./failures.mjs').Failure} Failure */

const ci = process.env['CI'] === 'true'
/** @type {Failure[]} */
const failures = []

const ran = (title, command, args) => {
  console.log(`\n== ${title}`)
  const ok = spawnSync(command, args, { stdio: 'inherit' }).status === 0
  if (!ok) failures.push({ name: title, lines: [] })
  return ok
}

// First, as the compiler for native packages is among it.
if (ci) ran('install what the system tests need', 'bash', ['tools/install-test-parts.sh'])
ensurePackages()
ran('types, lint, format, unused', 'npm', ['run', '-s', 'check'])
if (!step('build', 'npm', ['run', '-s', 'build'])) failures.push({ name: 'build', lines: [] })

for (const { name, what, needs } of parts.filter((part) => !part.available())) {
  const sentence = `left out: ${what} (${needs}); sudo tools/install-test-parts.sh ${name} installs it`
  console.log(sentence)
  if (ci) failures.push({ name: sentence, lines: [] })
}

const passed = runTests('unit') + runTests('system')
if (failures.length > 0) console.log(['\n== what failed', ...listed(failures)].join('\n'))
console.log(`${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1

/** Runs one kind of tests by itself, as system tests want the machine for themselves. Says how many passed. */
function runTests(kind) {
  console.log(`\n== ${kind} tests`)
  const report = `node_modules/.cache/test-report-${kind}.json`
  rmSync(report, { force: true })
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', '--project', kind, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      stdio: 'inherit',
    },
  )
  try {
    const told = JSON.parse(readFileSync(report, 'utf8'))
    failures.push(...failedIn(told, status === 0), ...(ci ? leftOutIn(told) : []))
    return told.numPassedTests
  } catch {
    failures.push({ name: `${kind} tests, which left no report`, lines: [] })
    return 0
  }
}

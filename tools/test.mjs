// `npm test`: sets everything up, builds, and runs all tests that this machine can run. With CI=true it first installs what
// they need, and a part left out is a failure. The last line counts all kinds of tests together.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { ensurePackages, step } from './setup.mjs'
import { parts } from './parts.mjs'

const ci = process.env['CI'] === 'true'
let failedSteps = 0 // a part that cannot be installed, a check, the build

const ran = (title, command, args) => {
  console.log(`\n== ${title}`)
  const ok = spawnSync(command, args, { stdio: 'inherit' }).status === 0
  if (!ok) failedSteps++
  return ok
}

// First, as the compiler for native packages is among it.
if (ci) ran('install what the system tests need', 'bash', ['tools/install-test-parts.sh'])
ensurePackages()
ran('types, lint, format, unused', 'npm', ['run', '-s', 'check'])
const built = step('build', 'npm', ['run', '-s', 'build'])
if (!built) failedSteps++

const missing = parts.filter((part) => !part.available())
for (const part of missing) console.log(`left out: ${part.what} (${part.needs}); sudo tools/install-test-parts.sh ${part.name} installs it`)
if (ci) failedSteps += missing.length

const kinds = ['unit', 'system'].map(runTests)
const passed = sum(kinds.map((kind) => kind.passed))
const skipped = sum(kinds.map((kind) => kind.skipped))
if (ci && skipped > 0) console.log(`${skipped} tests were left out, which is a failure here`)
const failed = failedSteps + sum(kinds.map((kind) => kind.failed)) + (ci ? skipped : 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

/** Runs one kind of tests by itself: system tests want the machine for themselves. */
function runTests(kind) {
  console.log(`\n== ${kind} tests`)
  const report = `node_modules/.cache/test-report-${kind}.json`
  rmSync(report, { force: true })
  spawnSync('npx', ['vitest', 'run', '--project', kind, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
    stdio: 'inherit',
  })
  return counts(report)
}

/** What vitest counted; a file that could not be loaded, and a run that ended badly for another reason, is one failure. */
function counts(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    const failures = numFailedTests + unloaded
    return { passed: numPassedTests, failed: success || failures > 0 ? failures : 1, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}

// `npm test`: sets everything up, builds, and runs all tests that this machine can run. With CI=true it first installs what
// they need, and a part left out is a failure. The last line counts all kinds of tests together.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { ensurePackages, step } from './setup.mjs'
import { parts } from './parts.mjs'

const ci = process.env['CI'] === 'true'
const report = 'node_modules/.cache/test-report.json'
let failedSteps = 0

const ran = (title, command, args) => {
  console.log(`\n== ${title}`)
  const ok = spawnSync(command, args, { stdio: 'inherit' }).status === 0
  if (!ok) failedSteps++
  return ok
}

ensurePackages()
if (ci) ran('install what the system tests need', 'bash', ['tools/install-test-parts.sh'])
ran('types, lint, format, unused', 'npm', ['run', '-s', 'check'])
const built = step('build', 'npm', ['run', '-s', 'build'])
if (!built) failedSteps++

const missing = parts.filter((part) => !part.available())
for (const part of missing) console.log(`left out: ${part.what} (${part.needs}); sudo tools/install-test-parts.sh ${part.name} installs it`)
if (ci) failedSteps += missing.length

console.log('\n== tests')
rmSync(report, { force: true })
spawnSync('npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], { stdio: 'inherit' })

const { passed, failed } = counts()
console.log(`${passed} passed, ${failed + failedSteps} failed`)
process.exitCode = failed + failedSteps === 0 && passed > 0 ? 0 : 1

/** Tests counted by vitest; a file that could not even be loaded counts as one failure. */
function counts() {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, success, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
    const failures = numFailedTests + unloaded
    return { passed: numPassedTests, failed: success || failures > 0 || numFailedTestSuites > 0 ? failures : 1 }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

// What `npm run demo`, `npm test` and the benchmarks need first, on a machine that has just Node.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'

const installed = 'node_modules/.package-lock.json'

/** Runs `npm ci` where node_modules is missing or older than the lock file. */
export function ensurePackages() {
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return
  if (!step('npm ci', 'npm', ['ci', '--no-audit', '--no-fund'])) process.exit(1)
}

/** Runs one command; what it prints goes to standard error, so that standard output is the caller's alone. Says whether it succeeded. */
export function step(title, command, args) {
  console.error(`== ${title}`)
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status === 0
}

/** Installs, builds, and ends the process where that fails. */
export function ensureBuilt() {
  ensurePackages()
  if (!step('build', 'npm', ['run', '-s', 'build'])) process.exit(1)
}

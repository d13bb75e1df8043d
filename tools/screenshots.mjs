// `npm run screenshots`: takes README's pictures from the real Home Assistant with the simulated house in it.
import { spawnSync } from 'node:child_process'
import { isAvailable } from './parts.mjs'
import { ensureBuilt } from './setup.mjs'

const needed = ['mosquitto', 'home-assistant', 'chromium']
const missing = needed.filter((part) => !isAvailable(part))
if (missing.length > 0) {
  console.error(`the pictures need ${missing.join(', ')}: sudo tools/install-test-parts.sh ${missing.join(' ')}`)
  process.exit(1)
}
ensureBuilt()
process.exitCode = spawnSync(process.execPath, ['--import', 'tsx', 'tools/screenshots/main.ts'], { stdio: 'inherit' }).status ?? 1

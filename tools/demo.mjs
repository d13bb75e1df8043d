// `npm run demo`: the simulated house with an embedded broker, from a fresh checkout. Further arguments go to the program (`npm run demo -- --speed 60`).
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './setup.mjs'

ensureBuilt()
const folder = mkdtempSync(join(tmpdir(), 'energy-monitor-demo-'))
process.argv.splice(2, 0, 'run', '--demo', '--state', folder)
await import('../dist/main.js')

// `npm run -s bench -- NAME [FILES] [--json]`: takes the figures that README quotes.
import { spawnSync } from 'node:child_process'
import { ensureBuilt } from './setup.mjs'

ensureBuilt()
process.exitCode =
  spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1

// What the container starts: hands the app's options to the program, then becomes the program. It stays one process, so that
// Docker's signals reach the program itself. Without a Supervisor the container's own arguments go to the program as they are.
import { fileURLToPath } from 'node:url'
import { runCommands } from './commands.mjs'
import { programOptions } from './options.mjs'

const program = new URL('../dist/main.js', import.meta.url)
const path = fileURLToPath(program)

if (process.env.SUPERVISOR_TOKEN === undefined) {
  process.argv.splice(1, 1, path)
} else {
  const { words, environment, complaints } = programOptions(`${process.env.ENERGY_MONITOR_STATE ?? '/data'}/options.json`)
  for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
  Object.assign(process.env, environment)
  process.argv.splice(1, Infinity, path, 'run', ...words)
  runCommands(process.stdin, path).catch((error) => process.stderr.write(`no more commands: ${error.message}\n`))
  // Waiting for commands must not keep a program alive that has ended.
  process.stdin.unref?.()
}

await import(program.href)

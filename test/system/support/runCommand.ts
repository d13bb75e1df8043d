import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const main = join(import.meta.dirname, '..', '..', '..', 'dist', 'main.js')

export interface Outcome {
  /** null where it had to be killed. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
}

/** Runs a command of the built program to its end, without a terminal. After the deadline it is killed. */
export const runCommand = (args: readonly string[], deadlineMs?: number): Promise<Outcome> =>
  outcomeOf(process.execPath, [main, ...args], deadlineMs)

/** The same with lines on its standard input, which then ends. */
export const runWithInput = (args: readonly string[], input: string): Promise<Outcome> =>
  outcomeOf(process.execPath, [main, ...args], undefined, input)

/** The same on a terminal, whose whole text is in `stdout`. */
export const runOnTerminal = (args: readonly string[], deadlineMs?: number): Promise<Outcome> => {
  const words = [process.execPath, main, ...args].map((word) => `'${word}'`)
  return outcomeOf('script', ['--quiet', '--flush', '--return', '--command', words.join(' '), '/dev/null'], deadlineMs)
}

async function outcomeOf(program: string, args: readonly string[], deadlineMs = 20_000, input = ''): Promise<Outcome> {
  const startedMs = performance.now()
  const child = spawn(program, args, { stdio: 'pipe', timeout: deadlineMs, killSignal: 'SIGKILL' })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // A program that has ended reads no more.
  child.stdin.on('error', () => undefined).end(input)
  await once(child, 'close')
  return { exitCode: child.exitCode, stdout, stderr, ms: Math.round(performance.now() - startedMs) }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { findProgram } from '../../../tools/parts.mjs'

/** A program that a test runs beside itself. It cannot outlive the test, not even one killed with SIGKILL. */
export interface Child {
  /** Writes one line to its standard input. */
  writeLine(line: string): void
  /** Everything it has printed so far. */
  output(): string
  /** Calls back for every whole line on its standard output. */
  onLine(listener: (line: string) => void): void
  isRunning(): boolean
  /** undefined where it could not be started. */
  readonly pid: number | undefined
  /** Once it has ended by itself or as asked; null before, and when a signal ended it. */
  exitCode(): number | null
  signal(signal: NodeJS.Signals): void
  /** Signals it and waits for its end; after the deadline it is killed. */
  end(signal: 'SIGTERM' | 'SIGKILL', deadlineMs: number): Promise<void>
}

// A test runner killed with SIGKILL leaves its worker, and so this process, waiting for ever.
process.once('disconnect', () => process.exit(1))

/** `env` is added to the environment of this process. */
export function startChild(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  // The kernel signals the program when the thread that started it dies: no orphans keep ports or devices.
  const child = spawn(findProgram('setpriv') ?? 'setpriv', ['--pdeathsig', 'KILL', program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let printed = ''
  let lineStart = ''
  const listeners: ((line: string) => void)[] = []
  const isRunning = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
    const lines = (lineStart + text).split('\n')
    lineStart = lines.pop() ?? ''
    for (const line of lines) for (const listener of listeners) listener(line)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  child.on('error', (error) => {
    printed += `${error.message}\n`
  })
  // A line written to a program that has just ended is lost; its end is reported elsewhere.
  child.stdin.on('error', () => undefined)
  return {
    writeLine: (line) => void child.stdin.write(`${line}\n`),
    output: () => printed,
    onLine: (listener) => void listeners.push(listener),
    isRunning,
    pid: child.pid,
    exitCode: () => child.exitCode,
    signal: (signal) => void child.kill(signal),
    async end(signal, deadlineMs) {
      if (!isRunning()) return
      const exited = once(child, 'exit')
      child.kill(signal)
      const killing = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
      await exited
      clearTimeout(killing)
    },
  }
}

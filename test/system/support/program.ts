import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild } from './childProcess.ts'
import { waitFor } from './waitFor.ts'

const main = join(import.meta.dirname, '..', '..', '..', 'dist', 'main.js')

/** More than a stop may take, so that a test can see how long it took. */
const stopDeadlineMs = 10_000
const deadlineMs = 20_000

export interface ProgramOptions {
  /** Text of the settings file. */
  readonly settings: string
  /** More of the command line, such as `--demo`. */
  readonly args?: readonly string[]
  /** An absolute path for `--state`, to begin with what another program has left there. It is not removed. Default: a folder of its own. */
  readonly stateFolder?: string
  /** More of the environment, such as an emulated SPI bus needs. */
  readonly env?: Readonly<Record<string, string>>
}

/** The program as users run it: built, in a process of its own, on a settings file and a state folder of its own. */
export interface Program {
  readonly settingsFile: string
  readonly stateFolder: string
  /** Rewrites the settings file; `reload` or a start takes it over. */
  settings(text: string): Promise<void>
  /** SIGHUP. Resolves when it has told whether it takes the settings over. */
  reload(): Promise<void>
  /** SIGSTOP: it is alive, and does nothing at all until `resume`. */
  pause(): void
  resume(): void
  /** SIGTERM. Resolves with how long the end took. */
  stop(): Promise<{ readonly ms: number; readonly exitCode: number | null }>
  /** SIGKILL, as a power cut. */
  kill(): Promise<void>
  /** Starts it again after its end, with the same settings file and state folder. */
  start(): Promise<void>
  isRunning(): boolean
  /** Memory that it has now, MB. */
  memoryMb(): Promise<number>
  /** null while it runs and where a signal ended it. */
  exitCode(): number | null
  /** Everything it has printed, over all its lives. */
  output(): string
  /** Ends it and removes its files. */
  remove(): Promise<void>
}

/** Starts the built program (`npm run build`). Resolves when it runs its devices, or has ended: see `exitCode`. */
export async function startProgram({ settings, args = [], stateFolder, env = {} }: ProgramOptions): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'energy-monitor-'))
  const [settingsFile, state] = [join(folder, 'energy-monitor.yaml'), stateFolder ?? join(folder, 'state')]
  await writeFile(settingsFile, settings)
  const commandLine = [main, 'run', '--settings', settingsFile, '--state', state, ...args]

  const past: Child[] = []
  let child = await launch(commandLine, env)
  return {
    settingsFile,
    stateFolder: state,
    settings: (text) => writeFile(settingsFile, text),
    async reload() {
      const before = count(child, reloaded)
      child.signal('SIGHUP')
      await waitFor(() => count(child, reloaded) > before, 'the settings to be read again', deadlineMs)
    },
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    async stop() {
      const begun = performance.now()
      await child.end('SIGTERM', stopDeadlineMs)
      return { ms: performance.now() - begun, exitCode: child.exitCode() }
    },
    kill: () => child.end('SIGKILL', stopDeadlineMs),
    async start() {
      past.push(child)
      child = await launch(commandLine, env)
    },
    isRunning: () => child.isRunning(),
    memoryMb: async () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    exitCode: () => child.exitCode(),
    output: () => [...past, child].map((one) => one.output()).join(''),
    async remove() {
      await child.end('SIGKILL', stopDeadlineMs)
      await rm(folder, { recursive: true })
    },
  }
}

const started = / runs with \d+ devices? from /g
const reloaded = /settings taken over: |the settings stay as they were: /g

const count = (child: Child, text: RegExp) => child.output().match(text)?.length ?? 0

async function launch(commandLine: readonly string[], env: Readonly<Record<string, string>>): Promise<Child> {
  const child = startChild(process.execPath, commandLine, env)
  await waitFor(() => !child.isRunning() || count(child, started) > 0, 'the program to start', deadlineMs).catch((error: unknown) => {
    child.signal('SIGKILL')
    throw new Error(`the program does not start:\n${child.output()}`, { cause: error })
  })
  return child
}

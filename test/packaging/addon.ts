import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './repository.ts'

/** What a script of the container did. */
interface Ended {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** The container's folders on this machine: the real addon/, a program of the test's own in dist/main.js, and /data. */
export class Container {
  readonly folder = mkdtempSync(join(tmpdir(), 'energy-monitor-app-'))
  readonly data = join(this.folder, 'data')
  readonly #running = new Set<ChildProcess>()

  constructor(program: string) {
    cpSync(join(root, 'addon'), join(this.folder, 'addon'), { recursive: true })
    mkdirSync(join(this.folder, 'dist'))
    mkdirSync(this.data)
    writeFileSync(join(this.folder, 'package.json'), '{"type":"module"}')
    writeFileSync(join(this.folder, 'dist/main.js'), program)
  }

  options(text: string): void {
    writeFileSync(join(this.data, 'options.json'), text)
  }

  /** Runs a script of addon/ until it ends. `input` is written to it at once; its end of input never comes, as with Docker. */
  run(
    script: string,
    { words = [], environment = {}, input = '' }: { words?: string[]; environment?: Record<string, string>; input?: string } = {},
  ) {
    const child = spawn(process.execPath, [join(this.folder, 'addon', script), ...words], {
      env: { PATH: process.env['PATH'], ENERGY_MONITOR_STATE: this.data, ...environment },
      stdio: 'pipe',
    })
    const ended = { output: '', errors: '' }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (ended.output += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (ended.errors += chunk))
    child.stdin.write(input)
    this.#running.add(child)
    return new Promise<Ended>((resolve) => {
      child.once('close', (code) => {
        this.#running.delete(child)
        resolve({ code, ...ended })
      })
    })
  }

  /** Ends what still runs, too. */
  remove(): void {
    for (const child of this.#running) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

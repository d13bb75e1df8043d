import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gpioVmMachine } from '../../../tools/parts.mjs'
import { type Child, startChild } from './childProcess.ts'
import { waitFor } from './waitFor.ts'

const repository = join(import.meta.dirname, '..', '..', '..')
const boot = join(repository, 'tools', 'gpiovm', 'boot.sh')
const compiler = join(repository, 'node_modules', '.bin', 'tsc')

export interface VmOptions {
  /**
   * Name of a file in test/system/inVm. It runs as root in the repository, and sees this machine's files: Node, node_modules,
   * dist. What it writes stays in memory.
   */
  readonly script: string
  /**
   * virtual: time counts instructions, a nanosecond each, so that deadlines and processor time do not depend on how busy the
   * host is (a sleep may end late). real: two processors and the wall clock, by which Node is ten times slower than outside.
   */
  readonly clock: 'real' | 'virtual'
  /** Of the wall clock. A boot takes about 5 s with the real clock, 15 s with the virtual one. */
  readonly timeoutMs: number
  readonly env?: Readonly<Record<string, string>>
}

export interface VmOutcome {
  readonly exitCode: number
  /** What the script printed on both its outputs. */
  readonly output: string
  /** What it left by `leave(name, value)`, undefined where nothing. */
  left(name: string): unknown
}

/** Boots the machine that has a GPIO character device, runs one script in it to its end and switches it off. */
export async function runInVm({ script, clock, timeoutMs, env = {} }: VmOptions): Promise<VmOutcome> {
  const out = await mkdtemp(join(tmpdir(), 'gpiovm-'))
  const left = join(out, 'left')
  await mkdir(left)
  await compile(join(out, 'compiled'))
  const variables = Object.entries({ ...env, GPIOVM_LEFT: '/run/out/left' }).map(([name, value]) => `${name}=${value}`)
  const vm = startChild(boot, [gpioVmMachine, out, clock, 'env', '-C', repository, ...variables, ...command(script)])
  try {
    await waitFor(() => !vm.isRunning(), 'the virtual machine to end', timeoutMs).catch((error: unknown) => failed(vm, out, error))
    const exitCode = await readFile(join(out, 'exit-code'), 'utf8').catch((error: unknown) => failed(vm, out, error))
    const values = await readLeft(left)
    return { exitCode: Number(exitCode), output: vm.output(), left: (name) => values.get(name) }
  } finally {
    await vm.end('SIGKILL', 0)
    await rm(out, { recursive: true })
  }
}

/** The scripts, and all that they import: to compile them inside would take longer than to run them. */
const compile = (folder: string) =>
  promisify(execFile)(compiler, ['-p', join(repository, 'test/system/inVm/tsconfig.build.json'), '--outDir', folder])

/** Lays what was compiled beside its sources, in the machine's memory, so that all paths between files hold. */
const command = (script: string) => [
  'bash',
  '-c',
  'cp -r /run/out/compiled/. . && exec "$0" "$1"',
  process.execPath,
  `test/system/inVm/${script}.js`,
]

async function readLeft(folder: string): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>()
  for (const file of await readdir(folder)) {
    values.set(file.replace(/\.json$/, ''), JSON.parse(await readFile(join(folder, file), 'utf8')))
  }
  return values
}

async function failed(vm: Child, out: string, cause: unknown): Promise<never> {
  const kernelLog = await readFile(join(out, 'kernel.log'), 'utf8').catch(() => '')
  throw new Error(`the virtual machine gave no result:\n${vm.output()}--- its kernel:\n${kernelLog.slice(-2_000)}`, { cause })
}

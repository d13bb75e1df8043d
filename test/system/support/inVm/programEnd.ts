import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How long a program of test/system/inVm takes to end, in ms, from when it has said its first word, and how it ended. It is told how, and sent the signal. */
export async function programEnd(name: string, how: 'exit' | 'return' | 'SIGTERM') {
  const child = spawn(process.execPath, [`test/system/inVm/${name}.js`, how], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ending = once(child, 'close')
  await once(child.stdout, 'data')
  const startMs = performance.now()
  if (how === 'SIGTERM') child.kill(how)
  await ending
  return { ms: performance.now() - startMs, end: child.exitCode ?? child.signalCode }
}

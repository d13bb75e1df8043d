import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { takeSignalsBack } from '../../../../src/hardware/linux/gpio/signalHandlers.ts'

/** Takes SIGTERM from Node as pigpio does, by sigaction(2) of the C library, and sends it. */
const program = `
  import koffi from 'koffi'
  import { takeSignalsBack } from './src/hardware/linux/gpio/signalHandlers.ts'
  process.on('SIGTERM', () => { console.log('told'); process.exit(7) })
  koffi.load(null).func('void *signal(int, intptr_t)')(15, 1)
  if (process.env.BACK) takeSignalsBack()
  process.kill(process.pid, 'SIGTERM')
  // A signal that came is told before what is left for later.
  setTimeout(() => setImmediate(() => console.log('not told')), 300)
`
const run = (env: Record<string, string>) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    env: { ...process.env, ...env },
  }).catch((error: unknown) => error)

describe('signals that a C library has taken from Node', () => {
  it('are told again after they were taken back', async () => {
    expect(await run({ BACK: '1' })).toMatchObject({ stdout: 'told\n', code: 7 })
    expect(await run({})).toMatchObject({ stdout: 'not told\n' })
  })

  it('keep their listeners, in order and by name, so that they can be taken off', () => {
    const told: string[] = []
    const [first, second] = [() => void told.push('first'), () => void told.push('second')]
    process.on('SIGUSR2', first).on('SIGUSR2', second)
    takeSignalsBack()
    expect(process.listeners('SIGUSR2')).toEqual([first, second])
    process.off('SIGUSR2', first).off('SIGUSR2', second)
  })
})

import { mkdtemp, stat } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askProgram, controlSocket, serveControl, type ControlHandler } from '../../src/runtime/control.ts'

describe('the control socket', () => {
  let path = ''
  let stop = new AbortController()
  beforeEach(async () => {
    path = controlSocket(await mkdtemp(join(tmpdir(), 'control-')))
    stop = new AbortController()
  })
  afterEach(() => stop.abort())

  const serve = (handler: ControlHandler) => serveControl(path, handler, stop.signal)

  it('hands a request to the program and its progress and result back', async () => {
    await serve(async (request, progress) => {
      progress(1)
      progress(2)
      return { asked: request.command }
    })
    const steps: unknown[] = []
    expect(await askProgram(path, { command: 'status' }, (step) => steps.push(step))).toEqual({ result: { asked: 'status' } })
    expect(steps).toEqual([1, 2])
  })

  it('tells a refusal as the program’s sentence', async () => {
    await serve(() => Promise.reject(new Error('no such port')))
    await expect(askProgram(path, { command: 'scan' })).rejects.toThrow('no such port')
  })

  it('finds no program where none runs', async () => {
    expect(await askProgram(path, { command: 'status' })).toBeUndefined()
  })

  it('is for its owner alone', async () => {
    await serve(async () => null)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('refuses a second program on the same state folder, and takes over a socket left by a killed one', async () => {
    await serve(async () => null)
    await expect(serve(async () => null)).rejects.toThrow(/another energy-monitor runs on this state folder/)
  })

  it('survives junk and drops a request of a megabyte', async () => {
    await serve(async () => 'well')
    const ended = (text: string) =>
      new Promise((resolve) => {
        const socket = createConnection(path, () => socket.write(text))
        socket
          .on('error', () => undefined)
          .on('close', resolve)
          .resume()
      })
    await Promise.all([ended('{"command":\n'), ended('x'.repeat(1e6)), ended('[]\n')])
    expect(await askProgram(path, { command: 'status' })).toEqual({ result: 'well' })
  })

  it('tells the handler when the asker has gone', async () => {
    const gone = new AbortController()
    const told = new Promise((resolve) => gone.signal.addEventListener('abort', resolve, { once: true }))
    await serve(async (_, progress, signal) => {
      signal.addEventListener('abort', () => gone.abort(), { once: true })
      progress('started')
      await told
    })
    const socket = createConnection(path, () => socket.write('{"command":"scan"}\n')).on('data', () => socket.destroy())
    await expect(told).resolves.toBeDefined()
  })
})

import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askedOfProgram, askRequest } from '../../src/compose/asking.ts'
import { controlSocket, serveControl, type ControlRequest } from '../../src/runtime/control.ts'

describe('asking the program that runs', () => {
  let folder = ''
  let stop = new AbortController()
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'asking-'))
    stop = new AbortController()
  })
  afterEach(() => stop.abort())

  async function serve(replies: Readonly<Record<string, unknown>>) {
    const requests: ControlRequest[] = []
    const handler = async (request: ControlRequest) => {
      requests.push(request)
      return replies[request.command]
    }
    await serveControl(controlSocket(folder), handler, stop.signal)
    return requests
  }

  it('has the settings taken over first, so that what is read fits the factors in the file', async () => {
    const requests = await serve({ status: { demo: false }, reload: true, ask: 'well' })
    const asked = await askedOfProgram(folder, 'board')
    expect(await asked?.ask('reading', { channel: 'oven' })).toBe('well')
    expect(requests.map(({ command }) => command)).toEqual(['status', 'reload', 'ask'])
    expect(askRequest.parse(requests[2])).toEqual({ command: 'ask', device: 'board', name: 'reading', question: { channel: 'oven' } })
  })

  it('is refused where the settings cannot be taken over', async () => {
    await serve({ status: { demo: false }, reload: false })
    await expect(askedOfProgram(folder, 'board')).rejects.toThrow('the running program cannot take the settings over: its log says why')
  })

  it('is refused where the demo runs: its devices are not those of the file', async () => {
    const requests = await serve({ status: { demo: true }, reload: true })
    await expect(askedOfProgram(folder, 'board')).rejects.toThrow(/^the demo runs on this state folder/)
    expect(requests).toHaveLength(1)
  })

  it('finds none where no program runs, and says so where it has ended meanwhile', async () => {
    expect(await askedOfProgram(folder, 'board')).toBeUndefined()
    await serve({ status: {}, reload: true })
    const asked = await askedOfProgram(folder, 'board')
    stop.abort()
    await expect(asked?.ask('reading', null)).rejects.toThrow('the program that ran has ended: begin again')
  })
})

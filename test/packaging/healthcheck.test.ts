import { createServer, type Server } from 'node:net'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { Container } from './addon.ts'

describe('the health check', () => {
  const container = new Container('')
  let server: Server | null = null
  afterEach(() => void server?.close())
  afterAll(() => container.remove())

  /** The program's control socket, which answers every request with this text and closes, or stays silent. */
  async function program(answer: string | null): Promise<string[]> {
    const requests: string[] = []
    const listening = createServer((socket) => {
      socket.setEncoding('utf8').on('data', (request: string) => {
        requests.push(request)
        if (answer !== null) socket.end(answer)
      })
    })
    server = listening
    await new Promise<void>((resolve) => listening.listen(`${container.data}/control.sock`, resolve))
    return requests
  }

  it('passes when the program answers with its status', async () => {
    const requests = await program('{"result":{"version":"0.1.0","devices":3,"online":0}}\n')
    expect(await container.run('healthcheck.mjs')).toEqual({ code: 0, output: '', errors: '' })
    expect(requests).toEqual(['{"command":"status"}\n'])
  })

  it.each([
    ['refuses', '{"error":"not now"}\n', 'is no status'],
    ['answers with junk', 'junk\n', 'is no status'],
    ['hangs up', '', 'without an answer'],
  ])('fails when the program %s', async (_, answer, sentence) => {
    await program(answer)
    const { code, errors } = await container.run('healthcheck.mjs')
    expect(code).toBe(1)
    expect(errors).toContain(sentence)
  })

  it('fails when no program runs', async () => {
    const { code, errors } = await container.run('healthcheck.mjs')
    expect(code).toBe(1)
    expect(errors).toMatch(/^nothing answers on .*control\.sock \(ENOENT\)\n$/)
  })

  it('gives a silent program 5 s', { timeout: 50_000 }, async () => {
    await program(null)
    const { code, errors } = await container.run('healthcheck.mjs')
    expect(code).toBe(1)
    expect(errors).toBe('the program did not answer within 5 s\n')
  })
})

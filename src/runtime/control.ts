import { chmod, rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { ConfigError, sentence } from '../entities/errors.ts'

/**
 * How another command asks the running program: a Unix socket in the state folder that only its owner may open. One request a
 * connection, JSON lines: `{"command":"status"}`, answered by any number of `{"progress":…}` and one `{"result":…}` or `{"error":"sentence"}`.
 */
export const controlSocket = (stateFolder: string): string => `${stateFolder}/control.sock`

const requestSchema = z.looseObject({ command: z.string() })
const replySchema = z.union([z.object({ progress: z.unknown() }), z.object({ error: z.string() }), z.object({ result: z.unknown() })])

export type ControlRequest = z.infer<typeof requestSchema>

/** Answers a request; what it throws reaches the asker as a sentence. */
export type ControlHandler = (request: ControlRequest, progress: (step: unknown) => void, signal: AbortSignal) => Promise<unknown>

const longestRequest = 10_000

/** Serves until the signal. Rejects with a ConfigError where another program serves this folder already. */
export async function serveControl(path: string, handler: ControlHandler, signal: AbortSignal): Promise<void> {
  if (await answers(path))
    throw new ConfigError(`another energy-monitor runs on this state folder (${path} answers): stop it or name another --state`)
  await rm(path, { force: true })
  const server = createServer((socket) => serve(socket, handler))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  await chmod(path, 0o600)
  signal.addEventListener('abort', () => server.close(), { once: true })
}

const answers = (path: string) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection(path, () => resolve(true)).on('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

function serve(socket: Socket, handler: ControlHandler): void {
  const gone = new AbortController()
  socket.on('error', () => undefined).on('close', () => gone.abort())
  const send = (reply: object) => void (socket.writable && socket.write(`${JSON.stringify(reply)}\n`))
  socket.setTimeout(5000, () => socket.destroy())
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    if (text.length > longestRequest) socket.destroy()
    if (!text.includes('\n')) return
    socket.setTimeout(0).removeAllListeners('data').resume()
    void answer(text, handler, send, gone.signal).then(() => socket.end())
  })
}

async function answer(text: string, handler: ControlHandler, send: (reply: object) => void, signal: AbortSignal): Promise<void> {
  try {
    const request = requestSchema.parse(JSON.parse(text))
    const result = await handler(request, (progress) => send({ progress }), signal)
    send({ result: result ?? null })
  } catch (error) {
    send({ error: sentence(error) })
  }
}

/** Asks the program that runs on a state folder. Resolves with undefined where none does; rejects with its sentence where it refuses. */
export async function askProgram(
  path: string,
  request: ControlRequest,
  progress: (step: unknown) => void = () => undefined,
): Promise<{ result: unknown } | undefined> {
  const socket = createConnection(path)
  const connected = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)))
  if (!connected) return undefined
  socket.write(`${JSON.stringify(request)}\n`)
  for await (const line of createInterface({ input: socket })) {
    const reply = replySchema.parse(JSON.parse(line))
    if ('progress' in reply) progress(reply.progress)
    else if ('error' in reply) throw new ConfigError(reply.error)
    else return { result: reply.result }
  }
  throw new ConfigError('the running program ended before it answered')
}

import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

const command = z.looseObject({ type: z.string(), id: z.int().optional(), access_token: z.string().optional() })
export type CoreCommand = z.infer<typeof command>

/** A server that speaks Home Assistant's WebSocket API as a test says. */
interface FakeCore {
  readonly url: string
  readonly port: number
  /** Everything that was asked, in order. */
  readonly asked: readonly CoreCommand[]
  /** Sends to whoever is connected. */
  send(message: unknown): void
  sendText(text: string | Buffer): void
  drop(): void
  close(): Promise<void>
}

/** `answer` says what comes back; undefined: nothing. */
export async function fakeCore(
  answer: (asked: CoreCommand) => unknown = homeAssistant('token'),
  greeting: unknown = { type: 'auth_required' },
) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const asked: CoreCommand[] = []
  const sockets = new Set<WebSocket>()
  server.on('connection', (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)))
    if (greeting !== null) socket.send(JSON.stringify(greeting))
    socket.on('message', (data) => {
      const received = command.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''))
      asked.push(received)
      for (const message of [answer(received)].flat()) if (message !== undefined) socket.send(JSON.stringify(message))
    })
  })
  const port = portOf(server.address())
  const sendText = (text: string | Buffer) => sockets.forEach((socket) => socket.send(text))
  const core: FakeCore = {
    url: `ws://127.0.0.1:${port}/api/websocket`,
    port,
    asked,
    sendText,
    send: (message) => sendText(JSON.stringify(message)),
    drop: () => sockets.forEach((socket) => socket.terminate()),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.terminate()
        server.close(() => resolve())
      }),
  }
  return core
}

const portOf = (address: AddressInfo | string | null) => (typeof address === 'object' && address !== null ? address.port : 0)

/** One that lets this token in and answers pings and subscriptions, the latter with these entities. */
export const homeAssistant =
  (token: string, entities: Readonly<Record<string, unknown>> = {}) =>
  ({ type, id, access_token: given, entity_ids: ids }: CoreCommand): unknown => {
    if (type === 'auth') return { type: given === token ? 'auth_ok' : 'auth_invalid', message: 'Invalid access token or password' }
    if (type === 'ping') return { type: 'pong', id }
    if (type !== 'subscribe_entities') return { type: 'result', id, success: true, result: null }
    const asked = new Set(z.array(z.string()).parse(ids))
    const a = Object.fromEntries(Object.entries(entities).filter(([entity]) => asked.has(entity)))
    return [
      { type: 'result', id, success: true, result: null },
      { type: 'event', id, event: { a } },
    ]
  }

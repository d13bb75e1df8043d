import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'

export type Payload = Readonly<Record<string, unknown>>

/** An authenticated connection to Home Assistant's WebSocket API. */
export interface HomeAssistantSocket {
  /** Sends a command and returns its result. Throws with Home Assistant's own code and message. */
  send(type: string, payload?: Payload): Promise<unknown>
  /** Sends a subscribing command; every event of it goes to the listener until the connection closes. */
  subscribe(type: string, payload: Payload, listener: (event: unknown) => void): Promise<void>
  close(): Promise<void>
}

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth_required') }),
  z.object({ type: z.literal('auth_ok') }),
  z.object({ type: z.literal('auth_invalid'), message: z.string() }),
  z.object({
    type: z.literal('result'),
    id: z.number(),
    result: z.unknown().optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
  }),
  z.object({ type: z.literal('event'), id: z.number(), event: z.unknown() }),
])
type Result = Extract<z.infer<typeof message>, { type: 'result' }>

export async function connect(baseUrl: string, token: string): Promise<HomeAssistantSocket> {
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/api/websocket`)
  const waiting = new Map<number, (result: Result) => void>()
  const listeners = new Map<number, (event: unknown) => void>()
  const authenticated = new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.on('message', (data) => {
      if (!Buffer.isBuffer(data)) throw new Error('ws delivers buffers unless told otherwise')
      const received = message.parse(JSON.parse(data.toString()))
      if (received.type === 'auth_required') {
        socket.send(JSON.stringify({ type: 'auth', access_token: token }))
      } else if (received.type === 'auth_ok') resolve()
      else if (received.type === 'auth_invalid') reject(new Error(received.message))
      else if (received.type === 'event') listeners.get(received.id)?.(received.event)
      else waiting.get(received.id)?.(received)
    })
  })
  await authenticated
  socket.on('error', () => undefined) // always followed by "close", which ends what waits
  socket.on('close', () => {
    for (const [id, answer] of waiting) answer({ type: 'result', id, error: connectionClosed })
  })

  let lastId = 0
  const command = async (id: number, type: string, payload: Payload): Promise<unknown> => {
    const answer = new Promise<Result>((resolve) => waiting.set(id, resolve))
    if (socket.readyState !== WebSocket.OPEN) throw new Error(`${type}: connection closed`)
    socket.send(JSON.stringify({ ...payload, id, type }))
    const { error, result } = await answer
    waiting.delete(id)
    if (error) throw new Error(`${type}: ${error.code}: ${error.message}`)
    return result
  }
  return {
    send: (type, payload = {}) => command(++lastId, type, payload),
    async subscribe(type, payload, listener) {
      const id = ++lastId
      listeners.set(id, listener)
      await command(id, type, payload)
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return
      const closed = once(socket, 'close')
      socket.terminate()
      await closed
    },
  }
}

const connectionClosed = { code: 'closed', message: 'the connection closed before the answer' }

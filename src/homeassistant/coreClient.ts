import { WebSocket } from 'ws'
import { ConfigError, DeviceError } from '../entities/errors.ts'
import type { Clock } from '../runtime/clock.ts'
import type { ConnectCore, CoreConnection, EntityListener } from './core.ts'
import type { CoreAddress } from './coreAddress.ts'
import { coreError } from './coreErrors.ts'
import { type CoreMessage, readCoreMessage } from './coreMessages.ts'
import { Followed } from './followed.ts'

/** How often Home Assistant is asked whether it is there: below half of the smallest greatest age of a source. */
const beatMs = 2_000

/** Beats without any word from it until it counts as gone. */
const mostSilentBeats = 5

const handshakeMs = 10_000
const endMs = 500

/** An entity may have long attributes; no answer to what is asked here is longer. */
const longestMessage = 4 * 1024 * 1024

/** Connections to Home Assistant's WebSocket API. `clock` runs in real time. */
export function coreClient(address: CoreAddress, clock: Clock): ConnectCore {
  return async (signal) => {
    signal.throwIfAborted()
    const socket = new CoreSocket(address, clock)
    const stop = () => void socket.end()
    signal.addEventListener('abort', stop, { once: true })
    const error = await Promise.race([socket.letIn, socket.closed])
    signal.removeEventListener('abort', stop)
    signal.throwIfAborted()
    if (error !== null) throw error
    return socket
  }
}

class CoreSocket implements CoreConnection {
  readonly closed: Promise<Error | null>
  /** Resolves to null when the token has been accepted. */
  readonly letIn: Promise<null>
  readonly #address: CoreAddress
  readonly #clock: Clock
  readonly #socket: WebSocket
  readonly #over = new AbortController()
  readonly #followed = new Map<number, Followed>()
  #accepted: (nothing: null) => void = () => {}
  #isIn = false
  #lastId = 0
  #silentBeats = 0
  #cause: unknown = null
  #ending = false

  constructor(address: CoreAddress, clock: Clock) {
    this.#address = address
    this.#clock = clock
    this.letIn = new Promise((resolve) => void (this.#accepted = resolve))
    this.#socket = new WebSocket(address.url, { handshakeTimeout: handshakeMs, maxPayload: longestMessage, perMessageDeflate: false })
    this.#socket.on('message', (data, isBinary) => this.#hear(isBinary || !Buffer.isBuffer(data) ? '' : data.toString()))
    // Is followed by `close`.
    this.#socket.on('error', (error) => void (this.#cause ??= error))
    this.closed = new Promise((resolve) => this.#socket.once('close', () => resolve(this.#close())))
    void this.#beat()
  }

  follow(entityId: string, listener: EntityListener, signal: AbortSignal): void {
    if (signal.aborted || this.#over.signal.aborted) return
    const id = this.#send({ type: 'subscribe_entities', entity_ids: [entityId] })
    const leave = () => {
      this.#followed.delete(id)
      this.#send({ type: 'unsubscribe_events', subscription: id })
    }
    this.#followed.set(id, new Followed(entityId, listener, () => signal.removeEventListener('abort', leave)))
    signal.addEventListener('abort', leave, { once: true })
  }

  async end(): Promise<void> {
    this.#ending = true
    if (this.#socket.readyState === WebSocket.CLOSED) return
    this.#socket.close()
    const late = new AbortController()
    this.#clock.sleep(endMs, late.signal).then(
      () => this.#socket.terminate(),
      () => undefined,
    )
    await this.closed
    late.abort()
  }

  /** Also where nobody greets: silence is counted from the start. */
  async #beat(): Promise<void> {
    for (;;) {
      await this.#clock.sleep(beatMs, this.#over.signal).catch(() => undefined)
      if (this.#over.signal.aborted) return
      if (++this.#silentBeats > mostSilentBeats) return this.#fail(new DeviceError(`${this.#address.place} does not answer`))
      if (this.#isIn) this.#send({ type: 'ping' })
    }
  }

  #hear(text: string): void {
    if (this.#over.signal.aborted) return
    this.#silentBeats = 0
    const message = readCoreMessage(text)
    if (message === null) this.#fail(new DeviceError(`${this.#address.place} sent what cannot be read: check url: below homeassistant:`))
    else if (message !== 'other') this.#take(message)
  }

  #take(message: CoreMessage): void {
    const { place, token, remedy } = this.#address
    if (message.type === 'auth_required') this.#socket.send(JSON.stringify({ type: 'auth', access_token: token }))
    else if (message.type === 'auth_ok') this.#enter()
    else if (message.type === 'auth_invalid') this.#fail(new ConfigError(`${place} refuses the token: ${remedy}`))
    else if (message.type === 'event') this.#followed.get(message.id)?.take(message.event)
    else if (message.type === 'pong') for (const followed of this.#followed.values()) followed.confirm()
    else if (!message.success && this.#followed.has(message.id))
      this.#fail(new DeviceError(`${place} tells nothing: ${message.error?.message}`))
  }

  #enter(): void {
    this.#isIn = true
    this.#accepted(null)
  }

  /** The id that it was sent with. */
  #send(command: Readonly<Record<string, unknown>>): number {
    const id = ++this.#lastId
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ id, ...command }))
    return id
  }

  #fail(error: Error): void {
    this.#cause ??= error
    this.#socket.terminate()
  }

  #close(): Error | null {
    this.#over.abort()
    for (const followed of this.#followed.values()) followed.forget()
    this.#followed.clear()
    if (this.#ending) return null
    if (this.#cause instanceof ConfigError) return this.#cause
    return coreError(this.#cause ?? new DeviceError(`${this.#address.place} closed the connection`), this.#address.place)
  }
}

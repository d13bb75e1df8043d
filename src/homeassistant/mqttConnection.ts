import { ErrorWithReasonCode, ErrorWithSubackPacket, type ISubscriptionMap, type MqttClient } from 'mqtt'
import { DeviceError } from '../entities/errors.ts'
import type { Connection, Message, Subscription } from './broker.ts'
import { brokerError } from './brokerErrors.ts'
import { InFlight } from './inFlight.ts'

const endMs = 500
const qos = 1

/** What a broker takes unacknowledged where it names no other number. */
const defaultReceiveMaximum = 65_535

const notAuthorized = 135

/** Of the grants of a subscription. */
const isRefusal = (grant: unknown) => typeof grant === 'number' && grant >= 128

/** A connected client of the mqtt library as our port. */
export class MqttConnection implements Connection {
  readonly closed: Promise<Error | null>
  readonly #client: MqttClient
  readonly #place: string
  readonly #inFlight: InFlight
  #listener: (message: Message) => void = () => {}
  #ending = false
  #over = false
  #cause: unknown = null

  constructor(client: MqttClient, place: string) {
    this.#client = client
    this.#place = place
    this.#inFlight = new InFlight(client.serverProperties?.receiveMaximum ?? defaultReceiveMaximum)
    client.on('message', (topic, payload, { retain }) => this.#listener({ topic, payload, retained: retain }))
    client.on('error', (error) => void (this.#cause ??= error))
    client.on('disconnect', ({ reasonCode }) => void (this.#cause ??= Object.assign(new Error('disconnected'), { code: reasonCode })))
    this.closed = new Promise((resolve) => client.once('close', () => resolve(this.#close())))
  }

  listen(listener: (message: Message) => void): void {
    this.#listener = listener
  }

  async publish(topic: string, payload: string, retain: boolean): Promise<void> {
    await this.#inFlight.run(async () => {
      this.#assertOpen()
      await this.#client.publishAsync(topic, payload, { qos, retain }).catch((error: unknown) => {
        const refused = error instanceof ErrorWithReasonCode && error.code === notAuthorized
        return refused ? this.#notAllowed(`publish on ${topic}`) : this.#failed(error)
      })
    })
  }

  async subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    this.#assertOpen()
    const map: ISubscriptionMap = Object.fromEntries(
      subscriptions.map(({ filter, echo, past }) => [filter, { qos, nl: !echo, rh: past ? 0 : 2 }]),
    )
    await this.#client.subscribeAsync(map).catch((error: unknown) => {
      const refused = error instanceof ErrorWithSubackPacket ? error.packet.granted.findIndex(isRefusal) : -1
      const filter = subscriptions[refused]?.filter
      return filter === undefined ? this.#failed(error) : this.#notAllowed(`listen to ${filter}`)
    })
  }

  async end(): Promise<void> {
    this.#ending = true
    if (this.#over) return
    const late = setTimeout(() => this.#client.end(true), endMs)
    this.#client.end()
    await this.closed
    clearTimeout(late)
  }

  #close(): Error | null {
    this.#over = true
    // Lets go of what still waits for an acknowledgement.
    this.#client.end(true)
    return this.#ending ? null : brokerError(this.#cause ?? Object.assign(new Error('closed'), { code: 'ECONNRESET' }), this.#place)
  }

  #assertOpen(): void {
    if (this.#over || this.#ending) throw new DeviceError(`the connection to the broker at ${this.#place} is closed`)
  }

  #failed(error: unknown): never {
    this.#assertOpen()
    throw brokerError(error, this.#place)
  }

  #notAllowed(what: string): never {
    throw new DeviceError(`the broker at ${this.#place} does not allow this program to ${what}`)
  }
}

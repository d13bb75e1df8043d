import { connectAsync, type IClientOptions } from 'mqtt'
import { z } from 'zod'

interface Heard {
  readonly topic: string
  readonly payload: string
  /** Monotonic. */
  readonly atMs: number
}

type State = Readonly<Record<string, unknown>>

/** Hears everything that is published at a broker, over its restarts too, and remembers it in order. */
export interface Observer {
  readonly heard: readonly Heard[]
  payloads(topic: string): string[]
  last(topic: string): string | undefined
  /** Of a device: the state that was published last. */
  state(device: string): State | undefined
  /** Every value of an entity that was ever published and known, in order, repetitions left out. */
  values(device: string, key: string): unknown[]
  isOnline(device: string): boolean
  /** Whether it was ever offline after it had been online. */
  wentOffline(device: string): boolean
  /** Sets an entity, as Home Assistant does. */
  command(device: string, entity: string, payload: string): Promise<void>
  close(): Promise<void>
}

const stateSchema = z.record(z.string(), z.unknown())

/** Listens before it resolves. `node` is whose devices are asked for. */
export async function startObserver(url: string, node = 'house', login: IClientOptions = {}): Promise<Observer> {
  const heard: Heard[] = []
  const client = await connectAsync(url, { reconnectPeriod: 50, ...login })
  client.on('error', () => undefined)
  client.on('message', (topic, payload) => void heard.push({ topic, payload: payload.toString(), atMs: performance.now() }))
  await client.subscribeAsync('#')
  const base = `energy-monitor/${node}`
  const payloads = (topic: string) => heard.flatMap((message) => (message.topic === topic ? [message.payload] : []))
  const last = (topic: string) => payloads(topic).at(-1)
  const states = (device: string) => payloads(`${base}/${device}`).map((payload) => stateSchema.parse(JSON.parse(payload)))
  return {
    heard,
    payloads,
    last,
    state: (device) => states(device).at(-1),
    values: (device, key) =>
      states(device)
        .flatMap((state) => (state[key] === null || state[key] === undefined ? [] : [state[key]]))
        .filter((value, at, all) => value !== all[at - 1]),
    isOnline: (device) => last(`${base}/${device}/availability`) === 'online',
    wentOffline: (device) => {
      const said = payloads(`${base}/${device}/availability`)
      return said.lastIndexOf('offline') > said.indexOf('online') && said.includes('online')
    },
    command: async (device, entity, payload) => {
      await client.publishAsync(`${base}/${device}/${entity}/set`, payload)
    },
    close: () => client.endAsync(true),
  }
}

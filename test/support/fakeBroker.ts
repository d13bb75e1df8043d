import { DeviceError } from '../../src/entities/errors.ts'
import type { Connect, Connection, Message, Subscription, Will } from '../../src/homeassistant/broker.ts'

/** A broker in memory: retained messages, wills, wildcards, no-local. Messages reach each connection in order, a microtask later. */
export interface FakeBroker {
  /** What a program with this client id connects by. */
  client(clientId: string): Connect
  /** Another party, connected at once: Home Assistant, a user with a tool. */
  party(clientId: string): Connection
  /** Everything published so far, in order. */
  readonly published: readonly Publication[]
  readonly retained: ReadonlyMap<string, string>
  /** Breaks all connections of a client without a goodbye: their wills are published. */
  drop(clientId: string): void
  /** Breaks them too, but the broker finds out only when `late` is called: then come the wills. */
  hang(clientId: string): { late: () => void }
  readonly connected: readonly string[]
}

interface Publication {
  from: string
  topic: string
  payload: string
  retain: boolean
}

interface Link {
  clientId: string
  will: Will | null
  subscriptions: Subscription[]
  deliver: (message: Message) => void
  close: (error: Error | null) => void
}

export function fakeBroker(): FakeBroker {
  const links = new Set<Link>()
  const published: Publication[] = []
  const retained = new Map<string, string>()

  function publish(from: Link | null, topic: string, payload: string, retain: boolean) {
    published.push({ from: from?.clientId ?? 'will', topic, payload, retain })
    if (retain && payload === '') retained.delete(topic)
    else if (retain) retained.set(topic, payload)
    for (const link of links) {
      const heard = link.subscriptions.some(({ filter, echo }) => matches(filter, topic) && (echo || link !== from))
      if (heard) link.deliver(message(topic, payload, false))
    }
  }

  const sendWill = ({ will }: Link) => will && publish(null, will.topic, will.payload, true)

  function cut(clientId: string) {
    const gone = [...links].filter((link) => link.clientId === clientId)
    for (const link of gone) {
      links.delete(link)
      link.close(new DeviceError('the connection broke'))
    }
    return () => gone.forEach(sendWill)
  }

  function connection(clientId: string, will: Will | null): Connection {
    let listener: (message: Message) => void = nothing
    let open = true
    let closed: (error: Error | null) => void = nothing
    const self: Link = {
      clientId,
      will,
      subscriptions: [],
      deliver: (what) => queueMicrotask(() => open && listener(what)),
      close: (error) => {
        open = false
        closed(error)
      },
    }
    links.add(self)
    return {
      closed: new Promise((resolve) => void (closed = resolve)),
      listen: (next) => void (listener = next),
      async publish(topic, payload, retain) {
        if (!open) throw new DeviceError('the connection is closed')
        publish(self, topic, payload, retain)
      },
      async subscribe(subscriptions) {
        if (!open) throw new DeviceError('the connection is closed')
        self.subscriptions.push(...subscriptions)
        for (const { filter } of subscriptions.filter(({ past }) => past))
          for (const [topic, payload] of retained) if (matches(filter, topic)) self.deliver(message(topic, payload, true))
      },
      async end() {
        links.delete(self)
        self.close(null)
      },
    }
  }

  return {
    client: (clientId) => async (will, signal) => {
      signal.throwIfAborted()
      return connection(clientId, will)
    },
    party: (clientId) => connection(clientId, null),
    published,
    retained,
    drop: (clientId) => cut(clientId)(),
    hang: (clientId) => ({ late: cut(clientId) }),
    get connected() {
      return [...links].map(({ clientId }) => clientId)
    },
  }
}

const nothing = () => {}

const message = (topic: string, payload: string, isRetained: boolean): Message => ({
  topic,
  payload: Buffer.from(payload),
  retained: isRetained,
})

function matches(filter: string, topic: string): boolean {
  const [levels, parts] = [filter.split('/'), topic.split('/')]
  const hash = levels.at(-1) === '#'
  if (!hash && levels.length !== parts.length) return false
  return levels.every((level, index) => level === '#' || (index < parts.length && (level === '+' || level === parts[index])))
}

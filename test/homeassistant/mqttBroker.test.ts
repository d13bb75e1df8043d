import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Connection, Message } from '../../src/homeassistant/broker.ts'
import { mqttBroker } from '../../src/homeassistant/mqttBroker.ts'
import type { MqttSettings } from '../../src/settings/settings.ts'
import { type Certificates, makeCertificates } from '../system/support/certificates.ts'
import { listening, testBroker } from './support/brokers.ts'

const will = { topic: 'energy-monitor/house/availability', payload: 'offline' }

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

const connect = async (
  settings: Omit<MqttSettings, 'discoveryPrefix'>,
  id = 'energy-monitor-house-1',
  signal = new AbortController().signal,
) => {
  const connection = await mqttBroker({ discoveryPrefix: 'homeassistant', ...settings }, id)(will, signal)
  closers.push(() => connection.end())
  return connection
}

const failure = (settings: Omit<MqttSettings, 'discoveryPrefix'>) =>
  connect(settings).then(
    () => 'connected',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'no error'),
  )

const broker = async (...options: Parameters<typeof testBroker>) => {
  const started = await testBroker(...options)
  closers.push(() => started.close())
  return { ...started, url: `mqtt://127.0.0.1:${started.port}` }
}

/** A way to the broker that can be cut. */
async function cuttable(port: number) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const onward = createConnection({ port, host: '127.0.0.1' })
    for (const end of [socket, onward]) sockets.add(end.on('error', () => {}))
    socket.pipe(onward).pipe(socket)
  })
  closers.push(() => new Promise((resolve) => server.close(resolve)))
  return { port: await listening(server), cut: () => sockets.forEach((socket) => socket.destroy()) }
}

/** Resolves with the messages as soon as there are so many. */
const messages = (connection: Connection, count: number) =>
  new Promise<string[]>((resolve) => {
    const heard: string[] = []
    connection.listen(({ topic, payload, retained }: Message) => {
      heard.push(`${retained ? 'retained ' : ''}${topic} ${Buffer.from(payload).toString()}`)
      if (heard.length === count) resolve(heard)
    })
  })

describe('a connection to a real broker', () => {
  it('gets what is retained, marked as such, and its own message', async () => {
    const { url } = await broker()
    const first = await connect({ url })
    for (const index of [1, 2, 3]) await first.publish(`a/${index}/totals`, '{}', true)
    const second = await connect({ url }, 'two')
    const heard = messages(second, 4)
    await second.subscribe([
      { filter: 'a/+/totals', echo: false, past: true },
      { filter: 'a/instance', echo: true, past: true },
    ])
    await second.publish('a/instance', 'here', false)
    expect((await heard).toSorted()).toEqual(['a/instance here', ...[1, 2, 3].map((index) => `retained a/${index}/totals {}`)])
  })

  it('hears neither the past nor itself where it does not want to', async () => {
    const { url } = await broker()
    const [one, other] = await Promise.all([connect({ url }), connect({ url }, 'two')])
    await one.publish('a', 'past', true)
    const heard = messages(one, 1)
    await one.subscribe([{ filter: 'a', echo: false, past: false }])
    await one.publish('a', 'own', false)
    await other.publish('a', 'theirs', false)
    expect(await heard).toEqual(['a theirs'])
  })

  it('keeps the order of messages where the broker takes only few unacknowledged', async () => {
    const { url } = await broker({ receiveMaximum: 3 })
    const [one, other] = await Promise.all([connect({ url }), connect({ url }, 'two')])
    const heard = messages(other, 100)
    await other.subscribe([{ filter: '#', echo: true, past: true }])
    await Promise.all(Array.from({ length: 100 }, (_, index) => one.publish('a', String(index), false)))
    expect(await heard).toEqual(Array.from({ length: 100 }, (_, index) => `a ${index}`))
  })

  it('leaves its will when it breaks, but not after a goodbye', async () => {
    const { url, port } = await broker()
    const relay = await cuttable(port)
    const watcher = await connect({ url }, 'watcher')
    const heard = messages(watcher, 2)
    await watcher.subscribe([{ filter: '#', echo: true, past: true }])
    const leaving = await connect({ url }, 'leaving')
    await leaving.end()
    expect(await leaving.closed).toBeNull()
    await watcher.publish('left', '', false)
    const breaking = await connect({ url: `mqtt://127.0.0.1:${relay.port}` }, 'breaking')
    relay.cut()
    expect(await breaking.closed).toMatchObject({
      name: 'DeviceError',
      message: `the broker at 127.0.0.1:${relay.port} broke the connection`,
    })
    expect(await heard).toEqual(['left ', 'energy-monitor/house/availability offline'])
  })

  it('rejects what is published after its end', async () => {
    const { url } = await broker()
    const connection = await connect({ url })
    await connection.end()
    await expect(connection.publish('a', '', false)).rejects.toThrow('is closed')
    await expect(connection.subscribe([{ filter: 'a', echo: true, past: true }])).rejects.toThrow('is closed')
    await connection.end()
  })

  it('that the broker ends is told, and what waited for it is rejected', async () => {
    const { url, close } = await broker({ authorizePublish: (_, packet, done) => (packet.topic === 'never' ? undefined : done(null)) })
    const connection = await connect({ url })
    const waiting = connection.publish('never', '', false)
    const rejected = waiting.then(
      () => 'published',
      (error: unknown) => String(error),
    )
    closers.splice(0)
    await close()
    expect(await connection.closed).toMatchObject({ name: 'DeviceError' })
    expect(await rejected).toMatch(/the connection to the broker at .* is closed/)
  })

  it('that is not allowed a topic says which', async () => {
    const { url } = await broker({
      authorizePublish: (_, { topic }, done) => done(topic === 'forbidden' ? new Error('no') : null),
      authorizeSubscribe: (_, subscription, done) => done(null, subscription.topic === 'forbidden' ? null : subscription),
    })
    const connection = await connect({ url })
    await expect(connection.subscribe([{ filter: 'forbidden', echo: true, past: true }])).rejects.toThrow(
      /does not allow this program to listen to forbidden/,
    )
  })
})

describe('a broker that cannot be used', () => {
  it('is told in one sentence: wrong password', async () => {
    const { url, port } = await broker({
      authenticate: (_client, name, password, done) => done(null, name === 'monitor' && password?.toString() === 'right'),
    })
    expect(await failure({ url, username: 'monitor', password: 'right' })).toBe('connected')
    expect(await failure({ url, username: 'monitor', password: 'wrong' })).toBe(
      `DeviceError: the broker at 127.0.0.1:${port} refused the user name or password: check username and password below mqtt:`,
    )
  })

  it('is told in one sentence: nobody there', async () => {
    const server = createServer()
    const port = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    expect(await failure({ url: `mqtt://127.0.0.1:${port}` })).toBe(
      `DeviceError: the broker at 127.0.0.1:${port} refuses connections: is it running, and is the port right?`,
    )
  })

  it('is told in one sentence: not a broker at all', async () => {
    const server = createServer((socket) => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const port = await listening(server)
    expect(await failure({ url: `mqtt://127.0.0.1:${port}` })).toMatch(/^DeviceError: the broker at 127\.0\.0\.1:\d+ /)
    server.close()
  })

  it('that never answers ends with the signal', async () => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => void sockets.add(socket))
    const port = await listening(server)
    closers.push(() => new Promise((resolve) => server.close(resolve)))
    const stop = new AbortController()
    const connecting = connect({ url: `mqtt://127.0.0.1:${port}` }, 'one', stop.signal)
    stop.abort(new Error('stopped'))
    await expect(connecting).rejects.toThrow('stopped')
    for (const socket of sockets) socket.destroy()
  })
})

describe('an encrypted connection', () => {
  let folder = ''
  let files: Certificates
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificates-'))
    files = await makeCertificates(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  const encrypted = async (pair: { cert: string; key: string }, clients = false) => {
    const [cert, key, ca] = await Promise.all([pair.cert, pair.key, files.ca].map((file) => readFile(file)))
    const { port } = await broker({}, { cert, key, ...(clients ? { ca, requestCert: true } : {}) })
    return `mqtts://localhost:${port}`
  }

  it('is made with an authority of the user’s own', async () => {
    expect(await failure({ url: await encrypted(files.server), ca: files.ca })).toBe('connected')
  })

  it('is refused where nobody known signed the certificate', async () => {
    expect(await failure({ url: await encrypted(files.server) })).toMatch(/has a certificate that no known authority signed/)
    expect(await failure({ url: await encrypted(files.stranger), ca: files.ca })).toMatch(
      /has a certificate that no known authority signed/,
    )
  })

  it('is refused where the certificate is for another name', async () => {
    const url = (await encrypted(files.stranger)).replace('localhost', '127.0.0.1')
    expect(await failure({ url, ca: files.stranger.cert })).toMatch(/has a certificate for another host name/)
  })

  it('is made with a client’s certificate where the broker wants one', async () => {
    const url = await encrypted(files.server, true)
    const { cert: certificate, key } = files.client
    expect(await failure({ url, ca: files.ca, certificate, key })).toBe('connected')
    // Whether the broker's alert or its end comes first is chance: both sentences name the settings.
    expect(await failure({ url, ca: files.ca })).toContain('certificate: and key: below mqtt:')
  })

  it('says which file does not exist, which is none, and which two do not belong together', async () => {
    const url = await encrypted(files.server)
    expect(await failure({ url, ca: join(folder, 'none.pem') })).toBe(
      `DeviceError: mqtt.ca: the file ${join(folder, 'none.pem')} does not exist`,
    )
    expect(await failure({ url, certificate: files.client.cert, key: files.stranger.key, ca: files.ca })).toMatch(
      /certificate: and key: below mqtt: do not belong together/,
    )
    await writeFile(join(folder, 'junk.pem'), 'junk')
    expect(await failure({ url, ca: files.ca, certificate: join(folder, 'junk.pem'), key: files.client.key })).toMatch(
      /certificate: or key: below mqtt: is not a PEM file/,
    )
  })

  it('says so where the port does not speak TLS', async () => {
    const { port } = await broker()
    expect(await failure({ url: `mqtts://127.0.0.1:${port}` })).toContain('TLS')
  })
})

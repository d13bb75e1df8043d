import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { CoreConnection, EntityState } from '../../src/homeassistant/core.ts'
import { coreAddress } from '../../src/homeassistant/coreAddress.ts'
import { coreClient } from '../../src/homeassistant/coreClient.ts'
import { fakeClock } from '../support/fakeClock.ts'
import { listening } from './support/brokers.ts'
import { fakeCore, homeAssistant } from './support/fakeCore.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

const core = async (...options: Parameters<typeof fakeCore>) => {
  const started = await fakeCore(...options)
  closers.push(() => started.close())
  return started
}

async function connect(port: number, clock = fakeClock(), signal = new AbortController().signal) {
  const connection = await coreClient(coreAddress({ url: `http://127.0.0.1:${port}`, token: 'token' }, {}), clock)(signal)
  closers.push(() => connection.end())
  return connection
}

const failure = (connecting: Promise<unknown>) =>
  connecting.then(
    () => 'connected',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}`.replace(/127\.0\.0\.1:\d+/, 'HOST') : 'no error'),
  )

const why = (connection: CoreConnection) => failure(connection.closed.then((error) => Promise.reject(error ?? new Error('asked to'))))

/** Follows an entity; `next` resolves with the next thing that is told. */
function following(connection: CoreConnection, entityId: string, signal = new AbortController().signal) {
  const told: unknown[] = []
  const waiting: ((what: unknown) => void)[] = []
  const hear = (what: EntityState | null | 'confirmed') => {
    const wait = waiting.shift()
    if (wait === undefined) told.push(what)
    else wait(what)
  }
  connection.follow(entityId, { told: hear, confirmed: () => hear('confirmed') }, signal)
  return { told, next: () => (told.length > 0 ? Promise.resolve(told.shift()) : new Promise((resolve) => waiting.push(resolve))) }
}

const inverter = { 'sensor.inverter': { s: '1200', a: { unit_of_measurement: 'W', friendly_name: 'Inverter' }, c: 'x', lc: 1 } }

describe('a connection to Home Assistant', () => {
  it('tells what an entity is, its changes, that it goes and that it comes', async () => {
    const server = await core(homeAssistant('token', inverter))
    const { next } = following(await connect(server.port), 'sensor.inverter')
    expect(await next()).toEqual({ state: '1200', unit: 'W' })
    const event = (what: unknown) => server.send({ type: 'event', id: 1, event: what })
    event({ c: { 'sensor.inverter': { '+': { s: '1300', lc: 2, c: 'y' } } } })
    expect(await next()).toEqual({ state: '1300', unit: 'W' })
    event({ c: { 'sensor.inverter': { '+': { a: { unit_of_measurement: 'kW' } } } } })
    expect(await next()).toEqual({ state: '1300', unit: 'kW' })
    event({ c: { 'sensor.inverter': { '+': { s: 'unavailable' }, '-': { a: ['unit_of_measurement'] } } } })
    expect(await next()).toEqual({ state: 'unavailable', unit: null })
    event({ r: ['sensor.inverter'] })
    expect(await next()).toBeNull()
    event({ a: { 'sensor.inverter': { s: '5', a: {} } } })
    expect(await next()).toEqual({ state: '5', unit: null })
  })

  it('tells that there is no such entity', async () => {
    const server = await core(homeAssistant('token', inverter))
    expect(await following(await connect(server.port), 'sensor.none').next()).toBeNull()
  })

  it('confirms, as often as Home Assistant answers that it is there, what was told of entities that exist', async () => {
    const server = await core(homeAssistant('token', inverter))
    const clock = fakeClock()
    const connection = await connect(server.port, clock)
    const [there, none] = [following(connection, 'sensor.inverter'), following(connection, 'sensor.none')]
    await Promise.all([there.next(), none.next()])
    for (let beat = 0; beat < 20; beat++) {
      await clock.advance(2_000)
      expect(await there.next()).toBe('confirmed')
    }
    expect(none.told).toEqual([])
  })

  it('stops following with the signal', async () => {
    const server = await core(homeAssistant('token', inverter))
    const connection = await connect(server.port)
    const stop = new AbortController()
    const first = following(connection, 'sensor.inverter', stop.signal)
    await first.next()
    stop.abort()
    const second = following(connection, 'sensor.none')
    await second.next()
    server.send({ type: 'event', id: 1, event: { c: { 'sensor.inverter': { '+': { s: '7' } } } } })
    following(connection, 'sensor.other', AbortSignal.abort())
    expect(server.asked.map(({ type, subscription }) => [type, subscription])).toEqual([
      ['auth', undefined],
      ['subscribe_entities', undefined],
      ['unsubscribe_events', 1],
      ['subscribe_entities', undefined],
    ])
    expect(first.told).toEqual([])
  })

  it('does not mind messages of other kinds', async () => {
    const server = await core(homeAssistant('token', inverter))
    const connection = await connect(server.port)
    server.send({ type: 'news', id: 7 })
    server.send({ type: 'event', id: 99, event: {} })
    expect(await following(connection, 'sensor.inverter').next()).toEqual({ state: '1200', unit: 'W' })
  })

  it('ends when asked to', async () => {
    const server = await core()
    const connection = await connect(server.port)
    await connection.end()
    expect(await connection.closed).toBeNull()
    await connection.end()
  })

  it('that Home Assistant drops is told', async () => {
    const server = await core()
    const connection = await connect(server.port)
    server.drop()
    expect(await why(connection)).toBe('DeviceError: Home Assistant at HOST closed the connection')
  })

  it('that falls silent is found dead within 12 s', async () => {
    const server = await core((asked) => (asked.type === 'ping' ? undefined : homeAssistant('token')(asked)))
    const clock = fakeClock()
    const connection = await connect(server.port, clock)
    await clock.advance(10_000)
    expect(await Promise.race([connection.closed, Promise.resolve('open')])).toBe('open')
    await clock.advance(2_000)
    expect(await why(connection)).toBe('DeviceError: Home Assistant at HOST does not answer')
  })

  it.each([
    ['junk', 'junk'],
    ['a list', '[]'],
    ['a message without a kind', '{}'],
    ['half an event', '{"type":"event","id":1,"event":{"a":{"sensor.inverter":{}}}}'],
    ['bytes', Buffer.from('{"type":"auth_ok"}')],
    ['what is far too long', `{"type":"news","x":"${'x'.repeat(5 * 1024 * 1024)}"}`],
  ])('that gets %s ends', async (_, text) => {
    const server = await core(homeAssistant('token', inverter))
    const connection = await connect(server.port)
    await following(connection, 'sensor.inverter').next()
    server.sendText(text)
    expect(await why(connection)).toMatch(/^DeviceError: Home Assistant at HOST (?:sent what cannot be read|cannot be used: Max payload)/)
  })

  it('ends where Home Assistant does not tell of an entity', async () => {
    const server = await core(({ type, id }) =>
      type === 'auth' ? { type: 'auth_ok' } : { type: 'result', id, success: false, error: { code: 'x', message: 'Unauthorized' } },
    )
    const connection = await connect(server.port)
    following(connection, 'sensor.inverter')
    expect(await why(connection)).toBe('DeviceError: Home Assistant at HOST tells nothing: Unauthorized')
  })
})

describe('Home Assistant that cannot be used', () => {
  it('is told in one sentence, and not asked again, where it refuses the token, which no sentence shows', async () => {
    const server = await core(homeAssistant('another'))
    expect(await failure(connect(server.port))).toBe(
      'ConfigError: Home Assistant at HOST refuses the token: make a new long-lived access token and set token: below homeassistant:',
    )
  })

  it('is told in one sentence where nobody is there', async () => {
    const server = await fakeCore()
    await server.close()
    expect(await failure(connect(server.port))).toBe(
      'DeviceError: Home Assistant at HOST refuses connections: is it running, and is the port right?',
    )
  })

  it.each([
    [404, 'answered HTTP 404: check url: below homeassistant:'],
    [502, 'is not up (HTTP 502)'],
    [403, 'has banned this machine (HTTP 403): take it out of ip_bans.yaml there, and check the token'],
  ])('is told in one sentence where the answer is HTTP %d', async (status, sentence) => {
    const server = createServer((_, response) => void response.writeHead(status).end())
    server.on('upgrade', (_, socket) => void socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`))
    const port = await listening(server)
    closers.push(() => new Promise((resolve) => server.close(resolve)))
    expect(await failure(connect(port))).toBe(`DeviceError: Home Assistant at HOST ${sentence}`)
  })

  it('is told in one sentence where it is something else', async () => {
    const server = createTcpServer(
      (socket) =>
        void socket
          .on('error', () => {})
          .resume()
          .end('220 mail ready\r\n'),
    )
    const port = await listening(server)
    closers.push(() => new Promise((resolve) => server.close(resolve)))
    expect(await failure(connect(port))).toMatch(/^DeviceError: Home Assistant at HOST \S/)
  })

  it('is given up where it never greets', async () => {
    const server = await core(() => undefined, null)
    const clock = fakeClock()
    const connecting = failure(connect(server.port, clock))
    await clock.advance(12_000)
    expect(await connecting).toBe('DeviceError: Home Assistant at HOST does not answer')
    expect(server.asked).toEqual([])
  })

  it('is left at once with the signal', async () => {
    const server = await core(() => undefined, null)
    const stop = new AbortController()
    const connecting = failure(connect(server.port, fakeClock(), stop.signal))
    stop.abort(new Error('stopped'))
    expect(await connecting).toBe('Error: stopped')
    expect(await failure(connect(server.port, fakeClock(), stop.signal))).toBe('Error: stopped')
  })
})

describe('where Home Assistant is', () => {
  it('is said in the settings, else it is behind the Supervisor', () => {
    const written = { url: 'https://home.example.org', token: 'mine' }
    expect(coreAddress(written, { SUPERVISOR_TOKEN: 's' })).toMatchObject({
      url: 'wss://home.example.org/api/websocket',
      token: 'mine',
      place: 'Home Assistant at home.example.org',
    })
    expect(coreAddress(null, { SUPERVISOR_TOKEN: 's' })).toMatchObject({ url: 'ws://supervisor/core/websocket', token: 's' })
  })

  it('is a mistake of the settings where nothing says it', () => {
    expect(() => coreAddress(null, {})).toThrow(
      'it is not known where Home Assistant is: set `homeassistant: { url: "http://…", token: … }` in the settings',
    )
  })
})

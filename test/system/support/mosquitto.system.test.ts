import { readFileSync } from 'node:fs'
import { connectAsync, type IClientOptions } from 'mqtt'
import { afterEach, describe, expect, it } from 'vitest'
import { isAvailable } from '../../../tools/parts.mjs'
import { type Mosquitto, type MosquittoOptions, startMosquitto } from './mosquitto.ts'
import { waitFor } from './waitFor.ts'

const noRetries = { reconnectPeriod: 0, connectTimeout: 5_000 } satisfies IClientOptions

async function greets(url: string, options: IClientOptions = {}): Promise<boolean> {
  const client = await connectAsync(url, { ...noRetries, ...options })
  await client.endAsync()
  return true
}

describe.skipIf(!isAvailable('mosquitto'))('mosquitto', () => {
  let broker: Mosquitto | undefined
  const start = async (options?: MosquittoOptions): Promise<Mosquitto> => {
    broker = await startMosquitto(options)
    return broker
  }
  afterEach(async () => {
    await broker?.stop()
    broker = undefined
  })

  it('lets everybody in', async () => {
    const { url } = await start()
    expect(await greets(url)).toBe(true)
  })

  it('wants the right password where users are named', async () => {
    const { url } = await start({ users: { meter: 'right' } })
    expect(await greets(url, { username: 'meter', password: 'right' })).toBe(true)
    await expect(greets(url, { username: 'meter', password: 'wrong' })).rejects.toThrow('Not authorized')
    await expect(greets(url)).rejects.toThrow('Not authorized')
  })

  it('proves its identity over TLS', async () => {
    const { tls } = await start({ tls: 'server-only' })
    if (!tls) throw new Error('no TLS')
    expect(await greets(tls.url, { ca: readFileSync(tls.files.ca) })).toBe(true)
    const stranger = { ca: readFileSync(tls.files.stranger.cert) }
    await expect(greets(tls.url, stranger)).rejects.toThrow('certificate')
  })

  // Which of the two ends closes first is a matter of luck.
  const refusal = /closed|alert|reset|EPIPE/i

  it('demands certificates of its clients where told so', async () => {
    const { tls } = await start({ tls: 'client-certificates' })
    if (!tls) throw new Error('no TLS')
    const ca = readFileSync(tls.files.ca)
    const pair = ({ cert, key }: { cert: string; key: string }): IClientOptions => ({
      ca,
      cert: readFileSync(cert),
      key: readFileSync(key),
    })
    expect(await greets(tls.url, pair(tls.files.client))).toBe(true)
    await expect(greets(tls.url, pair(tls.files.stranger))).rejects.toThrow(refusal)
    await expect(greets(tls.url, { ca })).rejects.toThrow(refusal)
  })

  it.each([true, false])('keeps retained messages over a restart if persistent: %s', async (persistence) => {
    const { url, restart } = await start({ persistence })
    const writer = await connectAsync(url, noRetries)
    await writer.publishAsync('a', 'kept', { retain: true, qos: 1 })
    await writer.endAsync()
    await restart()
    const reader = await connectAsync(url, noRetries)
    const received: string[] = []
    reader.on('message', (topic, payload) => void received.push(`${topic}=${payload.toString()}`))
    await reader.subscribeAsync(['a', 'b'])
    await reader.publishAsync('b', 'last')
    await waitFor(() => received.includes('b=last'), 'the message that ends the test')
    expect(received.includes('a=kept')).toBe(persistence)
    await reader.endAsync()
  })
})

import { describe, expect, it, type TestContext } from 'vitest'
import { isAvailable } from '../../tools/parts.mjs'
import type { Certificates } from './support/certificates.ts'
import type { Mosquitto, MosquittoOptions } from './support/mosquitto.ts'
import { type Parts, partsOf } from './support/parts.ts'
import { settingsText } from './support/settingsText.ts'
import { waitFor } from './support/waitFor.ts'

const users = { meter: 'Kartoffelsalat-47' }
const wrong = 'Blumenkohl-11'

/** A program at the broker, with everything in its log. */
const startAt = (parts: Parts, mqtt: Readonly<Record<string, string>>) =>
  parts.program({ settings: settingsText({ mqtt, meters: {} }), args: ['--log-level', 'debug'] })

const warnings = (output: string) => output.match(/WARN: broker: .*/g) ?? []
const connections = (broker: Mosquitto) => broker.output().match(/New connection from/g)?.length ?? 0

/** Three more attempts, which come after 1, 2 and 4 s at the most. */
async function threeAttempts(broker: Mosquitto): Promise<void> {
  const before = connections(broker)
  await waitFor(() => connections(broker) >= before + 3, 'three more attempts', 40_000)
}

const startTls = async (test: TestContext, tls: NonNullable<MosquittoOptions['tls']>) => {
  const parts = partsOf(test)
  const broker = await parts.mosquitto({ tls })
  const encrypted = broker.tls
  if (!encrypted) throw new Error('a broker without TLS')
  const seen = await parts.observer(broker.url)
  const online = () => waitFor(() => seen.last('energy-monitor/house/availability') === 'online', 'the program to be online', 40_000)
  const mqtt = (more: (files: Certificates) => Record<string, string>) => ({ url: encrypted.url, ...more(encrypted.files) })
  return { parts, broker, online, mqtt }
}

describe.skipIf(!isAvailable('mosquitto'))('at a broker with a lock', () => {
  it.concurrent('a wrong password is told once, the right one works at once after a reload, and none is ever in the log', async (test) => {
    const parts = partsOf(test)
    const broker = await parts.mosquitto({ users })
    const seen = await parts.observer(broker.url, 'house', { username: 'meter', password: users.meter })
    const login = (password: string) => ({ url: broker.url, username: 'meter', password })
    const program = await startAt(parts, login(wrong))
    await threeAttempts(broker)
    const place = `127.0.0.1:${broker.port}`
    expect(warnings(program.output())).toEqual([
      `WARN: broker: the broker at ${place} refused the user name or password: check username and password below mqtt:`,
    ])

    await program.settings(settingsText({ mqtt: login(users.meter), meters: {} }))
    await program.reload()
    await waitFor(() => seen.last('energy-monitor/house/availability') === 'online', 'the program to be online', 15_000)
    await program.stop()
    expect(program.output()).not.toContain(wrong)
    expect(program.output()).not.toContain(users.meter)
  })

  it.concurrent('a certificate of an unknown authority is told once, and ca: is what helps', async (test) => {
    const { parts, broker, online, mqtt } = await startTls(test, 'server-only')
    const program = await startAt(
      parts,
      mqtt(() => ({})),
    )
    await threeAttempts(broker)
    expect(warnings(program.output())).toEqual([
      expect.stringMatching(/has a certificate that no known authority signed: name its authority in ca: below mqtt:$/),
    ])
    await program.settings(settingsText({ mqtt: mqtt(({ ca }) => ({ ca })), meters: {} }))
    await program.reload()
    await online()
  })

  it.concurrent('a missing client certificate is told once, and certificate: and key: are what helps', async (test) => {
    const { parts, broker, online, mqtt } = await startTls(test, 'client-certificates')
    const program = await startAt(
      parts,
      mqtt(({ ca }) => ({ ca })),
    )
    await threeAttempts(broker)
    expect(warnings(program.output())).toEqual([expect.stringContaining('certificate: and key: below mqtt:')])
    const right = mqtt(({ ca, client }) => ({ ca, certificate: client.cert, key: client.key }))
    await program.settings(settingsText({ mqtt: right, meters: {} }))
    await program.reload()
    await online()
  })

  it.concurrent("a stranger's client certificate is told once", async (test) => {
    const { parts, broker, mqtt } = await startTls(test, 'client-certificates')
    const program = await startAt(
      parts,
      mqtt(({ ca, stranger }) => ({ ca, certificate: stranger.cert, key: stranger.key })),
    )
    await threeAttempts(broker)
    expect(warnings(program.output())).toEqual([expect.stringContaining('certificate: and key: below mqtt:')])
  })
})

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Child } from './childProcess.ts'
import { freePort } from './freePort.ts'
import { createClient, type HomeAssistantClient } from './homeAssistantClient.ts'
import { alive, launch, writeConfiguration } from './homeAssistantProcess.ts'
import { addMqttEntry, type BrokerEntry, createOwner, owner, post } from './onboarding.ts'
import { connect, type HomeAssistantSocket, type Payload } from './websocket.ts'

const stopDeadlineMs = 30_000

export interface HomeAssistantOptions {
  /** Without a broker there is no MQTT integration. */
  readonly broker?: BrokerEntry
  /** Of the system and of its user. Default: en. */
  readonly language?: string
  /** Puts more files into the configuration folder before the first start (custom components, blueprints). */
  readonly prepare?: (folder: string) => Promise<void>
}

export interface HomeAssistant extends HomeAssistantClient {
  readonly url: string
  /** For the form of the page in a browser. */
  readonly login: { readonly username: string; readonly password: string }
  /** Long-lived. */
  readonly token: string
  /** The configuration folder. */
  readonly folder: string
  /** Everything the process has printed. */
  output(): string
  post(path: string, body: Payload): Promise<unknown>
  restart(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the real Home Assistant with a fresh configuration on a free port of 127.0.0.1, creates its owner and
 * adds the MQTT integration. It takes about five seconds: start one for all tests of a file, in beforeAll.
 */
export async function startHomeAssistant(options: HomeAssistantOptions = {}): Promise<HomeAssistant> {
  const folder = await mkdtemp(join(tmpdir(), 'home-assistant-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const language = options.language ?? 'en'
  await writeConfiguration(folder, port, language)
  await options.prepare?.(folder)

  let child = launch(folder)
  const isUp = async (): Promise<boolean> => (await fetch(`${url}/api/onboarding`)).ok
  await alive(child, isUp, 'Home Assistant to offer its onboarding')
  const accessToken = await createOwner(url, language)
  const token = await longLivedToken(url, accessToken)
  let socket = await connectRunning(url, token, child)
  if (options.broker) await addMqttEntry(url, token, options.broker)

  const past: Child[] = []
  const end = async (): Promise<void> => {
    await socket.close()
    await child.end('SIGTERM', stopDeadlineMs)
  }
  return {
    ...createClient(() => socket),
    url,
    login: owner,
    token,
    folder,
    output: () => [...past, child].map((one) => one.output()).join(''),
    post: (path, body) => post(url, path, body, token),
    async restart() {
      await end()
      past.push(child)
      child = launch(folder)
      socket = await connectRunning(url, token, child)
    },
    async stop() {
      await end()
      await rm(folder, { recursive: true })
    },
  }
}

async function longLivedToken(url: string, accessToken: string): Promise<string> {
  const socket = await connect(url, accessToken)
  // A port other than the default is on trial for five minutes, unless it is confirmed.
  await socket.send('http/config/promote')
  const request = { client_name: 'tests', lifespan: 1 }
  const token = await socket.send('auth/long_lived_access_token', request)
  await socket.close()
  if (typeof token !== 'string') throw new Error('Home Assistant gave no long-lived token')
  return token
}

/** Ready when Home Assistant says itself that its start is complete. */
async function connectRunning(url: string, token: string, child: Child): Promise<HomeAssistantSocket> {
  const socket = await alive(child, () => connect(url, token), 'Home Assistant to accept a connection')
  await alive(child, () => isRunning(socket), "Home Assistant's start to complete")
  return socket
}

async function isRunning(socket: HomeAssistantSocket): Promise<boolean> {
  const answer = await socket.send('get_config')
  return typeof answer === 'object' && answer !== null && 'state' in answer && answer.state === 'RUNNING'
}

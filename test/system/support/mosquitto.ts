import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from '../../../tools/parts.mjs'
import { type Certificates, makeCertificates } from './certificates.ts'
import { type Child, startChild } from './childProcess.ts'
import { freePort, listens } from './freePort.ts'
import { waitFor } from './waitFor.ts'

const run = promisify(execFile)

export interface MosquittoOptions {
  /** Names and passwords. Without any, everybody is let in. */
  readonly users?: Readonly<Record<string, string>>
  /** A second, encrypted port; "client-certificates" demands one of each client there. */
  readonly tls?: 'server-only' | 'client-certificates'
  /** Retained messages survive a restart. */
  readonly persistence?: boolean
}

export interface Mosquitto {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly url: string
  /** Only with the option `tls`. The name is localhost, as in the server's certificate. */
  readonly tls?: { readonly port: number; readonly url: string; readonly files: Certificates }
  /** Everything it has logged. */
  output(): string
  /** Ends the broker as an administrator does (or as a power cut does), for `up` to bring it back on the same ports. */
  down(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  up(): Promise<void>
  readonly restart: () => Promise<void>
  /** SIGSTOP: it keeps its connections, and says nothing any more. */
  pause(): void
  /** Ends the broker for good and removes its files. */
  stop(): Promise<void>
}

/** Starts a real mosquitto on free ports of 127.0.0.1, in a temporary folder. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'))
  const port = await freePort()
  const tls = options.tls === undefined ? undefined : await makeTls(folder)
  const settingsFile = join(folder, 'mosquitto.conf')
  const passwordFile = options.users && (await makePasswordFile(folder, options.users))
  const lines = [
    // Started by root it would become another user, who may not read the folder.
    'user root',
    'log_type all',
    // Not stdout, which it writes in large blocks.
    'log_dest stderr',
    passwordFile === undefined ? 'allow_anonymous true' : 'allow_anonymous false',
    ...(passwordFile === undefined ? [] : [`password_file ${passwordFile}`]),
    ...(options.persistence ? ['persistence true', `persistence_location ${folder}/`] : []),
    `listener ${port} 127.0.0.1`,
    ...(tls ? tlsListener(tls, options.tls === 'client-certificates') : []),
  ]
  await writeFile(settingsFile, `${lines.join('\n')}\n`)
  const ports = tls ? [port, tls.port] : [port]

  const past: Child[] = []
  let child = await launch(settingsFile, ports)
  const down = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> => {
    await child.end(signal, 5_000)
  }
  const up = async (): Promise<void> => {
    past.push(child)
    child = await launch(settingsFile, ports)
  }
  return {
    host: '127.0.0.1',
    port,
    url: `mqtt://127.0.0.1:${port}`,
    ...(tls && { tls }),
    output: () => [...past, child].map((one) => one.output()).join(''),
    down,
    up,
    async restart() {
      await down()
      await up()
    },
    pause: () => child.signal('SIGSTOP'),
    async stop() {
      await down('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

async function launch(settingsFile: string, ports: readonly number[]): Promise<Child> {
  const child = startChild(findProgram('mosquitto') ?? 'mosquitto', ['-c', settingsFile])
  const ready = async (): Promise<boolean> => (await Promise.all(ports.map(listens))).every(Boolean)
  await waitFor(async () => !child.isRunning() || (await ready()), 'mosquitto to listen')
  if (!child.isRunning()) throw new Error(`mosquitto ended at once:\n${child.output()}`)
  return child
}

async function makeTls(folder: string): Promise<NonNullable<Mosquitto['tls']>> {
  const [port, files] = [await freePort(), await makeCertificates(folder)]
  return { port, url: `mqtts://localhost:${port}`, files }
}

function tlsListener(tls: NonNullable<Mosquitto['tls']>, demandClients: boolean): string[] {
  return [
    `listener ${tls.port} 127.0.0.1`,
    `cafile ${tls.files.ca}`,
    `certfile ${tls.files.server.cert}`,
    `keyfile ${tls.files.server.key}`,
    `require_certificate ${demandClients}`,
  ]
}

async function makePasswordFile(folder: string, users: Readonly<Record<string, string>>): Promise<string> {
  const file = join(folder, 'passwords')
  await writeFile(file, '', { mode: 0o600 })
  const program = findProgram('mosquitto_passwd') ?? 'mosquitto_passwd'
  for (const [user, password] of Object.entries(users)) {
    await run(program, ['-b', file, user, password])
  }
  return file
}

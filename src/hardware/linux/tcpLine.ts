import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { DeviceError } from '../../entities/errors.ts'
import type { ByteLine } from '../ports.ts'
import { holdPort } from './portLock.ts'
import { streamLine } from './streamLine.ts'

const connectMs = 5_000
/** A quiet connection is probed after this long, so that one whose other end has vanished is noticed. */
const keepAliveMs = 10_000

interface Target {
  host: string
  port: number
  /** The same for every spelling of one host name. */
  identity: string
}

export const isTcp = (port: string): boolean => port.toLowerCase().startsWith('tcp://')

/** Takes `tcp://host:port` apart. Throws a DeviceError where it is none. */
export function tcpTarget(port: string): Target {
  const url = URL.canParse(port) ? new URL(port) : null
  if (!url?.hostname || !url.port)
    throw new DeviceError(`${port} is no address of a port: it is written tcp://host:port, for example tcp://192.168.1.20:4001`)
  const host = url.hostname.toLowerCase()
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(url.port), identity: `tcp://${host}:${url.port}` }
}

/** Opens raw serial over TCP, as ser2net offers it; the mode of the serial port is the other end's affair. */
export async function openTcpLine(port: string): Promise<ByteLine> {
  const target = tcpTarget(port)
  const unlock = await holdPort(target.identity, port)
  try {
    const stream = await connected(target, port)
    const release = async () => {
      stream.destroy()
      unlock()
    }
    return streamLine({ stream, port, release })
  } catch (error) {
    unlock()
    throw error
  }
}

async function connected({ host, port }: Target, name: string): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMs) })
    return socket
  } catch (error) {
    socket.on('error', () => undefined).destroy()
    throw new DeviceError(`${name} cannot be reached: ${reason(error)}`, { cause: error })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there, is ser2net running?',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'the host does not answer',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'the host does not answer',
  ABORT_ERR: `no connection within ${connectMs / 1000} s`,
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (code || String(error))
}

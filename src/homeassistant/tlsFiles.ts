import { readFile } from 'node:fs/promises'
import { DeviceError } from '../entities/errors.ts'
import type { MqttSettings } from '../settings/settings.ts'

/** The contents of the PEM files that the settings name. */
export interface TlsFiles {
  ca?: Buffer
  cert?: Buffer
  key?: Buffer
}

/** Read at every connection, so that renewed ones are taken. Rejects with a DeviceError that names the file. */
export async function tlsFiles({ ca, certificate, key }: MqttSettings): Promise<TlsFiles> {
  return {
    ...(ca === undefined ? {} : { ca: await contents('ca', ca) }),
    ...(certificate === undefined ? {} : { cert: await contents('certificate', certificate) }),
    ...(key === undefined ? {} : { key: await contents('key', key) }),
  }
}

async function contents(setting: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new DeviceError(`mqtt.${setting}: the file ${path} ${whyNot(error)}`)
  }
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'does not exist'
  return code === 'EACCES' || code === 'EPERM' ? 'may not be read by this program' : `cannot be read (${String(code)})`
}

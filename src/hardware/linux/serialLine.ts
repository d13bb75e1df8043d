import { access, constants, readdir, realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import type { SerialPort } from 'serialport'
import { DeviceError, sentence } from '../../entities/errors.ts'
import type { ByteLine, SerialMode } from '../ports.ts'
import { holdPort } from './portLock.ts'
import { streamLine } from './streamLine.ts'

const byIdFolder = '/dev/serial/by-id'

/** Loads the native module, which is optional: some machines have no build of it. */
type Load = () => Promise<{ SerialPort: typeof SerialPort }>

/** The device file behind a path: two names of one port lead to one. Rejects with a DeviceError that names the ports there are. */
export async function identifySerial(port: string): Promise<string> {
  try {
    return await realpath(port)
  } catch (error) {
    throw new DeviceError(`there is no port ${port}: is the adapter plugged in? ${await portsThere()}`, { cause: error })
  }
}

async function portsThere(): Promise<string> {
  const names = await readdir(byIdFolder).catch(() => [])
  if (names.length === 0) return `${byIdFolder} lists none`
  return `these are: ${names.map((name) => byIdFolder + sep + name).join(', ')}`
}

/** Opens a serial port for this program alone. Rejects with a DeviceError that says what to do. */
export async function openSerialLine(port: string, mode: SerialMode, load: Load = () => import('serialport')): Promise<ByteLine> {
  const path = await identifySerial(port)
  await mayUse(path, port)
  const library = await loaded(load, port)
  const unlock = await holdPort(path, port)
  try {
    const stream = new library.SerialPort({ path, ...mode, autoOpen: false })
    await opened(stream, port)
    const release = () => closed(stream).then(unlock)
    return streamLine({ stream, port, release })
  } catch (error) {
    unlock()
    throw error
  }
}

async function mayUse(path: string, port: string): Promise<void> {
  if (!(await stat(path)).isCharacterDevice()) throw new DeviceError(`${port} is no serial port: ${await portsThere()}`)
  await access(path, constants.R_OK | constants.W_OK).catch((error: unknown) => {
    throw new DeviceError(
      `no permission to use ${port}: add the user to the group dialout (sudo usermod -aG dialout USER, then log in again), or let the app use the port`,
      { cause: error },
    )
  })
}

const loaded = (load: Load, port: string) =>
  load().catch((error: unknown) => {
    throw new DeviceError(`${port} cannot be opened: the package serialport does not load on this machine (${firstLine(error)})`, {
      cause: error,
    })
  })

const firstLine = (error: unknown) => sentence(error).split('\n')[0]

const opened = (stream: SerialPort, port: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.open((error) => {
      if (!error) return resolve()
      const inUse = /lock|busy/i.test(error.message)
      reject(
        new DeviceError(inUse ? `${port} is in use by another program` : `${port} cannot be opened: ${error.message}`, { cause: error }),
      )
    })
  })

/** Resolves when the device file is closed; it is already where an unplugged adapter has ended the stream. */
const closed = (stream: SerialPort): Promise<void> =>
  new Promise((resolve) => {
    if (stream.isOpen) stream.close(() => resolve())
    else resolve()
  })

import type { Duplex } from 'node:stream'
import { DeviceError } from '../../entities/errors.ts'
import { ending } from '../ending.ts'
import type { ByteLine } from '../ports.ts'

/** An open stream of Node as a line: single use, and its end is told once. */
export interface OpenStream {
  stream: Duplex
  /** As in the settings, for the user. */
  port: string
  /** Frees the port: called once, however the line ends. */
  release: () => Promise<void>
}

export function streamLine({ stream, port, release }: OpenStream): ByteLine {
  const { closed, signal, end } = ending()
  let listener: ((bytes: Uint8Array) => void) | null = null
  let released: Promise<void> | null = null

  function finish(error: Error | null): Promise<void> {
    end(error)
    return (released ??= release())
  }

  const broke = (cause: unknown) => {
    const reason = cause instanceof Error ? `: ${cause.message}` : ''
    void finish(new DeviceError(`the connection to ${port} broke${reason}`, { cause }))
  }

  stream.on('data', (bytes: Uint8Array) => listener?.(bytes))
  stream.on('error', broke).once('end', broke).once('close', broke)

  return {
    closed,
    listen: (next) => void (listener = next),
    close: () => finish(null),
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new DeviceError(`${port} is closed`))
        stream.write(bytes, (error) =>
          error ? reject(new DeviceError(`${port} takes no bytes: ${error.message}`, { cause: error })) : resolve(),
        )
      }),
  }
}

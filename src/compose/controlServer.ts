import { ConfigError, DeviceError } from '../entities/errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { serveControl, type ControlHandler } from '../runtime/control.ts'
import { diskCause } from '../runtime/diskCause.ts'
import type { Log } from '../runtime/log.ts'
import { supervise } from '../runtime/supervise.ts'

interface World {
  /** Real time. */
  clock: Clock
  log: Log
  random: () => number
  signal: AbortSignal
}

/**
 * Serves the control socket until the signal. Rejects with a ConfigError where another program has the state folder. On a disk that takes
 * no socket now (full, read-only) it is told and tried again and again: nothing else waits for it.
 */
export async function startControl(path: string, handler: ControlHandler, world: World): Promise<void> {
  try {
    await serveControl(path, handler, world.signal)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    void supervise({ ...world, up: 'the control socket is there', run: (signal, healthy) => serveUntil(path, handler, signal, healthy) })
  }
}

async function serveUntil(path: string, handler: ControlHandler, signal: AbortSignal, healthy: () => void): Promise<void> {
  await serveControl(path, handler, signal).catch((error: unknown) => {
    if (error instanceof ConfigError) throw error
    const cause = diskCause(error)
    throw new DeviceError(`${path} cannot be made (${cause}): \`energy-monitor scan\` and the health check cannot ask this program`)
  })
  healthy()
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

import { ConfigError, DeviceError, sentence } from '../entities/errors.ts'
import { backoff } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

/** One thing that is to run until the signal: a device, the connection to the broker. */
export interface Supervised {
  /** Runs until the signal or until it throws; calls `healthy` when it has proved to work. */
  run: (signal: AbortSignal, healthy: () => void) => Promise<void>
  /** What the log says when it works for the first time. */
  up: string
  /** Told at every failure, before the wait. */
  failed?: (sentence: string) => void
  clock: Clock
  log: Log
  signal: AbortSignal
  /** From 0 to 1. */
  random: () => number
}

/**
 * Runs it again and again until the signal: after a failure it waits (back-off with jitter, short again once it was healthy).
 * A ConfigError ends it: only other settings can help. Never rejects. The log tells each new failure and the recovery, not the repetitions.
 */
export async function supervise({ run, up, failed, clock, log, signal, random }: Supervised): Promise<void> {
  let told: string | null = null
  let worked = false
  let waits = backoff(random)
  const healthy = () => {
    if (told !== null) log.info('works again')
    else if (!worked) log.info(up)
    worked = true
    told = null
    waits = backoff(random)
  }
  while (!signal.aborted) {
    const error = await outcome(run(signal, healthy))
    if (signal.aborted) return
    const text = sentence(error)
    if (text !== told) tell(log, error, text)
    told = text
    failed?.(text)
    if (error instanceof ConfigError) return
    await clock.sleep(waits.next().value, signal).catch(() => undefined)
  }
}

const outcome = (running: Promise<void>): Promise<unknown> =>
  running.then(
    () => new Error('ended without being asked to'),
    (error: unknown) => error,
  )

function tell(log: Log, error: unknown, text: string): void {
  const stack = error instanceof Error ? error.stack : undefined
  if (error instanceof DeviceError || error instanceof ConfigError) {
    log.warn(text)
    log.debug('where it failed', { stack })
  } else log.error(`${text} (a fault of this program, please report it)`, { stack })
}
